/**
 * The tier of the cache on disk: entries in append-only files that survive the process, however it
 * ends.
 *
 * <p>Who it is: {@link dev.gatehouse.cache.disk.DiskStore} is what the cache talks to. Behind it a
 * {@code Backlog} keeps what is to be written, a {@code DiskWriter} has a {@code SegmentLog} do it,
 * and an {@code Index} knows where everything is. A {@code Segment} is one file, a {@code
 * RecordHead} what stands before each entry in it, a {@code SegmentScan} how entries are found
 * again at start. Content is handed out as {@code MappedContent}, the file's own memory.
 *
 * <p>What holds, whatever happens to the process, the disk or the files: an entry that is found is
 * one that was put, whole, and not removed since. Everything else is a miss, and counted.
 *
 * <p>Threading: the store is for any thread and never waits; one thread writes, others read.
 */
@NullMarked
package dev.gatehouse.cache.disk;

import org.jspecify.annotations.NullMarked;
