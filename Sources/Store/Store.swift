import Database
import Model

/// All that an installation keeps: rows in the database, contents in the blob folder. Each write method is one transaction
/// that leaves the data whole; everything is looked up under an agency, the unit of isolation.
package struct Store: Sendable {
  package let database: Database
  package let blobs: BlobFolder
  /// Milliseconds since 1970 UTC; a value so that tests can set the clock.
  package let now: @Sendable () -> Int
  /// Who has which site open.
  package let events: SiteEvents

  /// Brings the schema up to date. Blocks.
  package init(
    database: Database, blobs: BlobFolder, now: @escaping @Sendable () -> Int = currentMilliseconds
  ) throws {
    self.database = database
    self.blobs = blobs
    self.now = now
    events = SiteEvents(database: database, now: now)
    try database.migrate(Migration.all)
  }
}

/// A site within its agency: the key of every row that belongs to a site.
package struct SiteKey: Hashable, Sendable {
  package let agency: AgencyID
  package let site: SiteID

  package init(agency: AgencyID, site: SiteID) {
    self.agency = agency
    self.site = site
  }
}
