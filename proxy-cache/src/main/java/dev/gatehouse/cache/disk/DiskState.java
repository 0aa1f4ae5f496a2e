package dev.gatehouse.cache.disk;

/**
 * How a store is, and what it has done since it was opened.
 *
 * @param open whether it has its folder
 * @param pausing whether it waits with writing because that failed
 * @param bytes what its files take, those included that are gone but still read from
 * @param limit what they may take, which is less than configured where the disk is full
 * @param entries responses that can be found
 * @param segments files
 * @param waiting bytes that are yet to be written
 * @param hits searches that found something
 * @param misses searches that found nothing
 * @param written entries written
 * @param writtenBytes their bytes
 * @param moved entries written again because they were wanted when their file went
 * @param dropped entries not written: too many waiting, too large, writing paused, no folder
 * @param evicted entries that went for want of room
 * @param removed entries that somebody removed
 * @param damaged entries that were found to be other than written
 * @param errors operations on files that failed
 */
public record DiskState(
    boolean open,
    boolean pausing,
    long bytes,
    long limit,
    long entries,
    long segments,
    long waiting,
    long hits,
    long misses,
    long written,
    long writtenBytes,
    long moved,
    long dropped,
    long evicted,
    long removed,
    long damaged,
    long errors) {}
