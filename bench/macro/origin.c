// The origin of the benchmarks: an HTTP/1.1 server that costs as little as it can, so that the
// proxy in front of it is what is measured. One thread, edge-triggered epoll, keep-alive.
//
//   GET /b/N   answers N bytes (at most 64 MiB), cacheable for an hour
//   a request body with Content-Length is read and dropped before the answer
//
// Build: gcc -O2 -Wall -o origin origin.c     Run: ./origin PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HEAD_MAX = 16 * 1024, BODY_MAX = 64 << 20, EVENTS = 256 };

struct connection {
  int fd;
  size_t filled;        // bytes in `in` that were not looked at yet
  size_t to_drop;       // what is left of the request's body
  int owes_answer;      // the head was read, its answer was not begun
  size_t answer_body;   // the size asked for
  size_t head_left, body_left;
  const char *head_at;
  char head[160];
  char in[HEAD_MAX];
};

static char *zeros;

// Writes what is due. 1: all out; 0: the socket is full; -1: broken.
static int write_out(struct connection *c) {
  while (c->head_left + c->body_left > 0) {
    struct iovec parts[2] = {{(void *)c->head_at, c->head_left}, {zeros, c->body_left}};
    ssize_t n = writev(c->fd, parts, 2);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    size_t head = (size_t)n < c->head_left ? (size_t)n : c->head_left;
    c->head_at += head;
    c->head_left -= head;
    c->body_left -= (size_t)n - head;
  }
  return 1;
}

static void begin_answer(struct connection *c) {
  c->owes_answer = 0;
  c->head_at = c->head;
  c->body_left = c->answer_body;
  c->head_left = snprintf(c->head, sizeof c->head,
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nCache-Control: public, max-age=3600\r\n"
      "Content-Length: %zu\r\n\r\n", c->answer_body);
}

static void consume(struct connection *c, size_t n) {
  c->filled -= n;
  memmove(c->in, c->in + n, c->filled);
}

// Takes one step on the bytes at hand. 1: something happened; 0: more bytes are needed; -1: broken.
static int step(struct connection *c) {
  if (c->to_drop > 0 && c->filled > 0) {
    size_t n = c->filled < c->to_drop ? c->filled : c->to_drop;
    c->to_drop -= n;
    consume(c, n);
    return 1;
  }
  if (c->owes_answer && c->to_drop == 0) {
    begin_answer(c);
    return 1;
  }
  char *end = c->owes_answer ? NULL : memmem(c->in, c->filled, "\r\n\r\n", 4);
  if (end == NULL) return c->filled == HEAD_MAX ? -1 : 0;
  *end = 0;
  char *path = strstr(c->in, " /b/");
  c->answer_body = path ? strtoull(path + 4, NULL, 10) : 1024;
  if (c->answer_body > BODY_MAX) c->answer_body = BODY_MAX;
  char *length = strcasestr(c->in, "\r\ncontent-length:");
  c->to_drop = length ? strtoull(length + 17, NULL, 10) : 0;
  c->owes_answer = 1;
  consume(c, end + 4 - c->in);
  return 1;
}

// Reads, answers, reads again until the socket has no more. -1: the connection is over.
static int serve(struct connection *c) {
  for (;;) {
    int out = write_out(c);
    if (out <= 0) return out;
    int took = step(c);
    if (took < 0) return -1;
    if (took > 0) continue;
    ssize_t n = read(c->fd, c->in + c->filled, HEAD_MAX - c->filled);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    if (n == 0) return -1;
    c->filled += (size_t)n;
  }
}

static void accept_all(int listener, int poll) {
  int fd, on = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) { close(fd); return; }
    c->fd = fd;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event interest = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &interest);
  }
}

int main(int argc, char **argv) {
  if (argc != 2) { fprintf(stderr, "usage: origin PORT\n"); return 2; }
  signal(SIGPIPE, SIG_IGN);
  zeros = malloc(BODY_MAX);
  if (zeros == NULL) { perror("origin"); return 1; }
  memset(zeros, '0', BODY_MAX);
  int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1])),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 4096)) {
    perror("origin");
    return 1;
  }
  int poll = epoll_create1(0);
  struct epoll_event interest = {.events = EPOLLIN}, events[EVENTS];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &interest);
  for (;;) {
    int ready = epoll_wait(poll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (c == NULL) accept_all(listener, poll);
      else if (serve(c) < 0) { close(c->fd); free(c); }
    }
  }
}
