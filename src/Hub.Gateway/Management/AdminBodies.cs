using Hub.Cryptography;

namespace Hub.Gateway.Management;

internal sealed record PutPlatformShape(PlatformId Id, string Name, IReadOnlyList<byte[]> Chain)
{
    public static PutPlatformShape? Read(RecordReader reader) =>
        new(reader.Parsed<PlatformId>("id", PlatformId.TryParse, "a platform id"), reader.Text("name", 1, 100), AdminCalls.Chain(reader));
}

internal sealed record PutAuthorityShape(AuthorityId Id, string Name, string Url, IReadOnlyList<byte[]> Chain)
{
    public static PutAuthorityShape? Read(RecordReader reader) => new(
        reader.Parsed<AuthorityId>("id", AuthorityId.TryParse, "an authority id"), reader.Text("name", 1, 100), reader.Text("url", 1, 500), AdminCalls.Chain(reader));
}

internal sealed record LabelShape(string Label)
{
    public static LabelShape? Read(RecordReader reader) => new(reader.Text("label", 1, 64));
}

internal sealed record SuspensionShape(bool Suspended)
{
    public static SuspensionShape? Read(RecordReader reader) => new(reader.Flag("suspended"));
}

/// <summary>Asks for a backup.</summary>
/// <param name="Path">Absolute, on the hub's own machine.</param>
internal sealed record BackupShape(string Path)
{
    public static BackupShape? Read(RecordReader reader)
    {
        var path = reader.Text("path", 1, 1000);
        if (!System.IO.Path.IsPathFullyQualified(path))
            reader.Refuse("path", "is not absolute");
        return new BackupShape(path);
    }
}

internal sealed record PlatformsBody(IReadOnlyList<PlatformBody> Platforms);

/// <summary>A platform as operators see it.</summary>
/// <param name="Successions">How many keys came before the one in force.</param>
/// <param name="Credentials">Labels only.</param>
internal sealed record PlatformBody(string Id, string Name, IReadOnlyList<byte[]> Chain, int Successions, IReadOnlyList<string> Credentials);

internal sealed record AuthoritiesBody(IReadOnlyList<AuthorityBody> Authorities);

internal sealed record AuthorityBody(string Id, string Name, string Url, IReadOnlyList<byte[]> Chain, bool HasCrl);

/// <summary>A credential, shown this once.</summary>
/// <param name="Credential">What stands behind <c>Bearer</c>.</param>
internal sealed record NewCredentialBody(string Platform, string Label, string Credential)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Platform}.*** ({Label})";
}

internal sealed record BackupBody(string Path);

/// <summary>Operators' actions in the order in which they were stored, at most 1,000.</summary>
internal sealed record ActionsBody(IReadOnlyList<ActionBody> Actions);

/// <summary>One action.</summary>
/// <param name="Position">Where to go on from: <c>?after=</c>.</param>
internal sealed record ActionBody(long Position, DateTimeOffset At, string Actor, string Action, string Subject, string Detail);
