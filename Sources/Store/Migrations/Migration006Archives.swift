import Database

extension Migration {
  /// What a site that came with its history has to know of it: releases up to `site.archivedReleases` were built elsewhere.
  static let archives = Migration(
    number: 6, name: "archives",
    portable: """
      ALTER TABLE site ADD COLUMN archivedReleases INTEGER NOT NULL DEFAULT 0;
      """)
}
