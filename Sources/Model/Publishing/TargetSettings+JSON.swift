extension TargetSettings {
  package var json: JSONValue {
    switch self {
    case .folder(let folder): ["path": .string(folder.path), "compress": .bool(folder.isCompressed)]
    case .sftp(let sftp):
      [
        "user": .string(sftp.user), "host": .string(sftp.host), "port": .integer(sftp.port),
        "path": .string(sftp.path), "hostKey": .string(sftp.hostKey), "compress": .bool(sftp.isCompressed),
      ]
    case .s3(let s3):
      [
        "endpoint": .string(s3.endpoint), "region": .string(s3.region), "bucket": .string(s3.bucket),
        "prefix": .string(s3.prefix), "accessKey": .string(s3.accessKey), "pathStyle": .bool(s3.isPathStyle),
      ]
    }
  }

  /// - Throws: `FieldError` when these cannot be settings of that kind.
  package init(kind: String, json: JSONValue) throws(FieldError) {
    switch kind {
    case "folder":
      let reader = try JSONReader(json, known: ["path", "compress"])
      self = .folder(
        Folder(path: try reader.string("path"), isCompressed: try reader.optionalBool("compress") ?? true))
    case "sftp":
      let reader = try JSONReader(json, known: ["user", "host", "port", "path", "hostKey", "compress"])
      self = .sftp(
        SFTP(
          user: try reader.string("user"), host: try reader.string("host"), port: try reader.integer("port"),
          path: try reader.string("path"), hostKey: try reader.string("hostKey"),
          isCompressed: try reader.optionalBool("compress") ?? false))
    case "s3":
      let reader = try JSONReader(json, known: ["endpoint", "region", "bucket", "prefix", "accessKey", "pathStyle"])
      self = .s3(
        S3(
          endpoint: try reader.string("endpoint"), region: try reader.string("region"),
          bucket: try reader.string("bucket"), prefix: try reader.string("prefix"),
          accessKey: try reader.string("accessKey"), isPathStyle: try reader.optionalBool("pathStyle") ?? false))
    default: throw FieldError(pointer: "/kind", problem: "is no kind of target")
    }
  }
}
