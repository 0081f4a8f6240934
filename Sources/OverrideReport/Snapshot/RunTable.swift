import CanvasAPI
import GRDB

/// The one row of the `run` table.
enum RunTable {
    static func insert(_ identity: SnapshotIdentity, startedAt: Instant, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO run (run_id, canvas_url, viewer_id, viewer_name, tool_version, schema_version, started_at)
                VALUES (1, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                identity.canvasURL, identity.viewerID?.rawValue, identity.viewerName, identity.toolVersion,
                SnapshotSchema.version, startedAt.rfc3339(),
            ]
        )
    }

    static func markFinished(at instant: Instant, _ database: Database) throws {
        try database.execute(sql: "UPDATE run SET finished_at = ?", arguments: [instant.rfc3339()])
    }

    static func load(_ database: Database) throws -> SnapshotRun {
        let columns = "canvas_url, viewer_id, viewer_name, tool_version, schema_version, started_at, finished_at"
        guard let row = try Row.fetchOne(database, sql: "SELECT \(columns) FROM run") else {
            throw UnexpectedColumn(table: "run", column: "run_id")
        }
        var reader = ColumnReader(row, table: "run")
        return SnapshotRun(
            identity: SnapshotIdentity(
                canvasURL: try reader.text(),
                viewerID: try reader.optionalID(),
                viewerName: try reader.text(),
                toolVersion: try reader.text()
            ),
            schemaVersion: try reader.integer(),
            startedAt: try reader.instant(),
            finishedAt: try reader.optionalInstant()
        )
    }
}
