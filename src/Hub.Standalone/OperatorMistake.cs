using Hub.Silo.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace Hub.Standalone;

/// <summary>What an operator can mend, as a sentence: a file that is not there, a port in use, a database that is none. Anything else is a bug and keeps its trace.</summary>
internal static class OperatorMistake
{
    /// <summary>The sentence; null for what nobody expects.</summary>
    public static string? Find(Exception reason)
    {
        for (var inner = reason; inner is not null; inner = inner.InnerException)
        {
            // A port in use comes as an IOException that names its address.
            if (inner is SchemaException or InvalidDataException or IOException or UnauthorizedAccessException)
                return inner.Message;
            if (inner is SqliteException sqlite)
                return OfDatabase(sqlite);
        }
        return null;
    }

    private static string? OfDatabase(SqliteException reason) => reason.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_NOTADB => "The file is no database of a hub. Is this the right file?",
        SQLitePCL.raw.SQLITE_CORRUPT => "The database is damaged. Move it away and restore the last backup.",
        SQLitePCL.raw.SQLITE_FULL => "The disk is full. Make room and call again; nothing is lost.",
        SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM => "The database or its folder cannot be opened: does the folder exist, and may this user write there?",
        SQLitePCL.raw.SQLITE_READONLY => "The database is read-only for this user.",
        SQLitePCL.raw.SQLITE_IOERR => "The disk refused.",
        _ => null,
    };
}
