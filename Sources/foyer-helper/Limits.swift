import Glibc

/// Limits of this process, set before anything of a stranger's is opened. What goes beyond them ends the process, not the service.
struct ProcessLimits {
  /// Bytes of address space.
  var memory: UInt
  /// Seconds of computing.
  var seconds: UInt
  /// Bytes of one written file.
  var fileSize: UInt
  var openFiles: UInt = 64

  func apply() {
    func set(_ resource: __rlimit_resource, _ value: UInt) {
      var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
      if setrlimit(__rlimit_resource_t(resource.rawValue), &limit) != 0 { fail("a limit cannot be set: \(reason())") }
    }
    // Editors and visitors come first: on a small machine pictures would take half of it from them.
    _ = nice(10)
    // A write beyond the size then fails instead of ending the process, so that what was written is removed.
    signal(SIGXFSZ, SIG_IGN)
    set(RLIMIT_CORE, 0)
    set(RLIMIT_AS, memory)
    set(RLIMIT_CPU, seconds)
    set(RLIMIT_FSIZE, fileSize)
    set(RLIMIT_NOFILE, openFiles)
  }
}

func reason() -> String { String(cString: strerror(errno)) }
