import CVips
import Glibc

// Opens what strangers send, apart from the service: one job per process, with limits on memory, time and file size.

guard let job = CommandLine.arguments.dropFirst().first else {
  fail("foyer-helper is started by foyer; it does nothing by itself")
}
let jobArguments = Array(CommandLine.arguments.dropFirst(2))
switch job {
case "check": if foyer_vips_start("foyer-helper") != 0 { fail("libvips does not start") }
case "pictures": Pictures.run(jobArguments)
case "unpack":
  var unpack = Unpack(jobArguments)
  unpack.run()
case "pack": Pack(jobArguments).run()
default: fail("there is no job “\(job)”")
}

func fail(_ message: String, code: Int32 = 70) -> Never {
  let line = "error: \(message)\n"
  write(STDERR_FILENO, line, line.utf8.count)
  exit(code)
}
