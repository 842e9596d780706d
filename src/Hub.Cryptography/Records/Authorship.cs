using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>The bidder's authorship of envelopes: an encrypt statement, the response to it and its signature.</summary>
public sealed record Authorship(byte[] Statement, byte[] Response, byte[] Signature)
{
    /// <summary>Most bytes of its response, which has no results.</summary>
    public const int MaxResponseLength = 4096;

    /// <summary>SM3(statement ‖ response ‖ signature).</summary>
    public Sm3Digest Digest => Sm3Digest.OfParts(Statement, Response, Signature);

    /// <summary>
    /// The protocol's checks of authorship: the statement lists exactly this header, commitment and sealed key, the response names the statement and this certificate, and is signed by
    /// <paramref name="signer"/>. Whether the hub approved it, and the certificate's status, are others' to ask.
    /// </summary>
    /// <param name="defect">What does not fit, else empty.</param>
    public bool Covers(ReadOnlySpan<byte> header, Sm3Digest commitment, Sm3Digest sealedKeyDigest, Sm2PublicKey signer, out string defect)
    {
        if (!TryOpen(signer, out var statement, out _, out defect))
            return false;
        foreach (var claim in statement.Envelopes)
        {
            if (claim.Header.AsSpan().SequenceEqual(header) && claim.Commitment == commitment && claim.SealedKeyDigest == sealedKeyDigest)
                return true;
        }
        defect = "statement does not list the envelope";
        return false;
    }

    /// <summary>Parses both records and verifies that the response is to the statement, of the statement's certificate, and signed by <paramref name="signer"/>.</summary>
    public bool TryOpen(Sm2PublicKey signer, [NotNullWhen(true)] out EncryptStatement? statement, [NotNullWhen(true)] out ResponseRecord? response, out string defect)
    {
        response = null;
        if (!EncryptStatement.TryParse(Statement, out statement, out defect) || !ResponseRecord.TryParse(Response, out response, out defect))
            return false;
        if (response.Statement != Sm3Digest.Of(Statement) || response.Challenge != statement.Challenge || response.Kind != ChallengeKind.Encrypt
            || response.Hub != statement.Hub || response.Platform != statement.Platform)
            defect = "response is not to this statement";
        else if (response.SignKeyId != statement.SignKeyId || response.SignKeyId != signer.KeyId)
            defect = "response is another certificate's";
        else if (!signer.Verify(Response, Signature))
            defect = "signature is wrong";
        return defect.Length == 0;
    }

    /// <summary>Reads it as a member.</summary>
    public static Authorship? Read(RecordReader reader) => new(
        reader.Bytes("statement", 2, EncryptStatement.MaxLength), reader.Bytes("response", 2, MaxResponseLength), reader.Bytes("signature", 8, RecordFields.SignatureMax));

    /// <summary>Writes it as a member.</summary>
    public static void Write(RecordWriter writer, Authorship authorship) =>
        writer.Bytes("statement", authorship.Statement).Bytes("response", authorship.Response).Bytes("signature", authorship.Signature);
}
