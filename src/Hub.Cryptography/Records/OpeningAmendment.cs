using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>What a platform may decide after the freeze, each a signed and numbered record.</summary>
public abstract record AmendmentAction
{
    private AmendmentAction()
    {
    }

    /// <summary>Decryption starts by the host's hand.</summary>
    public sealed record Start : AmendmentAction;

    /// <summary>The window ends later, exclusive.</summary>
    public sealed record Extend(DateTimeOffset Until) : AmendmentAction;

    /// <summary>The window ends now.</summary>
    public sealed record Close : AmendmentAction;

    /// <summary>A response that came late counts. <paramref name="Response"/>: SM3 of its bytes.</summary>
    public sealed record Admit(ChallengeId Challenge, Sm3Digest Response) : AmendmentAction;

    /// <summary>For the record only.</summary>
    public sealed record Note(string Text) : AmendmentAction;
}

/// <summary><c>opening-amendment/1</c>, signed by the platform.</summary>
/// <param name="Number">1, 2, 3 … without a gap.</param>
/// <param name="Previous">SM3 of the amendment before, or of the freeze: the record of an opening is one chain.</param>
/// <param name="MadeAt">The platform's clock; what counts is the arrival at the hub.</param>
public sealed record OpeningAmendment(
    HubId Hub, PlatformId Platform, OpeningId Opening, int Number, Sm3Digest Previous, AmendmentAction Action, DateTimeOffset MadeAt)
{
    /// <summary>The record's type.</summary>
    public const string Type = "opening-amendment/1";

    /// <summary>Reads an amendment's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out OpeningAmendment? amendment, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out amendment, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer =>
    {
        writer.Head(Type, Hub, Platform, ChallengeKind.Decrypt).Text("opening", Opening).Integer("number", Number).Text("previous", Previous);
        _ = Action switch
        {
            AmendmentAction.Start => writer.Text("action", "start"),
            AmendmentAction.Extend extend => writer.Text("action", "extend").Time("until", extend.Until),
            AmendmentAction.Close => writer.Text("action", "close"),
            AmendmentAction.Admit admit => writer.Text("action", "admit").Text("challenge", admit.Challenge).Text("response", admit.Response),
            AmendmentAction.Note note => writer.Text("action", "note").Text("text", note.Text),
            _ => throw new InvalidOperationException("The actions are a closed set."),
        };
        writer.Time("madeAt", MadeAt);
    });

    private static OpeningAmendment Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        reader.Kind(ChallengeKind.Decrypt);
        var opening = reader.Opening();
        var number = (int)reader.Integer("number", 1, 100_000);
        var previous = reader.Digest("previous");
        AmendmentAction action = reader.OneOf("action", "start", "extend", "close", "admit", "note") switch
        {
            "extend" => new AmendmentAction.Extend(reader.Time("until")),
            "close" => new AmendmentAction.Close(),
            "admit" => new AmendmentAction.Admit(reader.Challenge(), reader.Digest("response")),
            "note" => new AmendmentAction.Note(reader.Text("text", 1, 500)),
            _ => new AmendmentAction.Start(),
        };
        return new OpeningAmendment(hub, platform, opening, number, previous, action, reader.Time("madeAt"));
    }
}
