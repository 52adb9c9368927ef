import Glibc

/// Milliseconds since 1970 UTC by the machine's clock.
@Sendable package func currentMilliseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}
