#ifndef FOYER_CONFINE_H
#define FOYER_CONFINE_H

/// What a process may use from now on.
typedef struct {
  /// Bytes of address space.
  unsigned long memory;
  /// Seconds of processor time.
  unsigned long seconds;
  /// Bytes of a file that is written; pipes do not count.
  unsigned long file_size;
} foyer_limits;

/// Takes from the process what it does not need: all files but the first three, memory and time beyond the limits, core dumps, new rights,
/// and its life when its parent has died. 0 is success; otherwise errno says what the system refused.
int foyer_limit(const foyer_limits *limits);

/// Takes from the process every way to files, to the network and to other processes, as far as the system can. What is open stays open.
/// 0 is success, 1 where the system has no such means.
int foyer_confine(void);
#endif
