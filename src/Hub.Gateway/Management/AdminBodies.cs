using Hub.Cryptography;
using Hub.Grains.Contracts;

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

internal sealed record AuthorityBody(string Id, string Name, string Url, IReadOnlyList<byte[]> Chain, bool HasCrl, IReadOnlyList<ListBody> Crls);

/// <summary>A CRL in force (吊销列表).</summary>
/// <param name="Number">Decimal.</param>
/// <param name="NextUpdate">By when the CA must bring the next one.</param>
/// <param name="SecondsLeft">Until then; 0 once it is overdue.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Long">So long that its CA should be asked for shorter ones.</param>
internal sealed record ListBody(string Issuer, string Number, DateTimeOffset NextUpdate, long SecondsLeft, int Bytes, bool Long)
{
    public static ListBody Of(byte[] der, DateTimeOffset now)
    {
        if (!CrlHead.TryRead(der, out var head))
            throw new InvalidOperationException("A list in force does not parse.");
        var left = Math.Max(0, (long)(head.NextUpdate - now).TotalSeconds);
        return new ListBody(head.Issuer.ToString(), head.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), head.NextUpdate, left, der.Length, der.Length > AuthorityIdentity.LongCrl);
    }
}

/// <summary>What became of the anchors, and what the operator should know of it.</summary>
/// <param name="Anchors">SM3 of <c>anchors/1</c> now; empty if there are none.</param>
internal sealed record AnchorsBody(string Anchors, bool Changed, IReadOnlyList<string> Notices)
{
    public AnchorsBody(AnchorsChange change) : this(change.Anchors, change.Changed, [.. NoticesOf(change)])
    {
    }

    private static IEnumerable<string> NoticesOf(AnchorsChange change)
    {
        if (change.Changed && change.Anchors.Length == 0)
            yield return "There are no anchors any more: nobody can enrol, until an authority is put again ('admin authority put').";
        else if (change.Changed)
            yield return "The anchors are others now. Every enrolment code that was given out carries the SM3 of those before and is refused: hand 'admin anchors' to every CA, and have open codes made anew.";
        if (change.SameRoot.Count > 0)
            yield return $"The root is also that of {string.Join(", ", change.SameRoot)}: it stays an anchor as long as one of them is there.";
        if (change.SameIssuer.Count > 0)
            yield return $"The issuing certificate has the same name as that of {string.Join(", ", change.SameIssuer)}: if it is the same CA, one of the two is too much.";
        if (change.Certificates > 0)
            yield return $"{change.Certificates} certificates that it issued may do nothing any more. They work again if the authority is put again.";
    }
}

/// <summary>A credential, shown this once.</summary>
/// <param name="Credential">What stands behind <c>Bearer</c>.</param>
internal sealed record NewCredentialBody(string Platform, string Label, string Credential)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Platform}.*** ({Label})";
}

/// <summary>An enterprise as operators see it.</summary>
/// <param name="Certificates">How many it has here, whatever their state.</param>
internal sealed record EnterpriseBody(string Enterprise, string Name, bool Suspended, int Certificates, IReadOnlyList<HeldCertificateBody> SignKeyIds);

/// <summary>A certificate of an enterprise.</summary>
/// <param name="State"><c>in-force</c>, or why it may do nothing: <c>certificate-revoked</c>, <c>certificate-expired</c>, <c>certificate-suspended</c>.</param>
internal sealed record HeldCertificateBody(string SignKeyId, string State)
{
    public static HeldCertificateBody Of(string signKeyId, Outcome<CertificateIdentity> standing) => new(signKeyId, standing.Refusal is { } why ? why.Word : "in-force");
}

internal sealed record BackupBody(string Path);

/// <summary>Operators' actions in the order in which they were stored, at most 1,000.</summary>
internal sealed record ActionsBody(IReadOnlyList<ActionBody> Actions);

/// <summary>One action.</summary>
/// <param name="Position">Where to go on from: <c>?after=</c>.</param>
internal sealed record ActionBody(long Position, DateTimeOffset At, string Actor, string Action, string Subject, string Detail);
