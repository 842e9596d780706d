using System.Buffers;
using Hub.Cryptography;
using Hub.Floor.Parties;
using Hub.Floor.Store;
using Hub.Grains.Certificates;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Qr;
using Hub.Grains.Receipts;

namespace Hub.Floor.Calls;

/// <summary>Scan, unlock and respond (protocol sections 5.1 to 5.3), each from its bytes to its answer in one method. What is not as it should be is 422 and no more.</summary>
internal sealed class PhoneCalls(PartyBook parties, FloorStore store, PinNonce nonces, QrFrames frames, FloorSettings settings, TimeProvider time)
{
    private const int MaxBody = 64 * 1024;
    private readonly Sm2KeyCache _keys = new();

    public async Task RunAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        var now = time.GetUtcNow();
        var path = context.Request.Path.Value!;
        var answer = body is null ? null : path[(path.LastIndexOf('/') + 1)..] switch
        {
            "scan" => Scan(body, now),
            "unlock" => await UnlockAsync(body, now),
            "response" => await RespondAsync(body, now),
            _ => null,
        };
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted);
    }

    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > MaxBody)
                return null;
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private byte[]? Scan(byte[] body, DateTimeOffset now)
    {
        if (!SignedRecord.TryParse(body, MaxBody, out var signed, out _) || !ScanRecord.TryParse(signed.Record, out var scan, out _) || parties.Find(scan.Challenge) is not { } party
            || scan.Hub != party.Hub || scan.SignKeyId != party.SignKeyId || !frames.Verify(scan.Challenge, scan.Frame, now) || !IsFromDevice(party, signed))
            return null;
        return RecordWriter.Write(writer => writer
            .Text("challenge", scan.Challenge).Text("kind", ChallengeKind.Decrypt).Text("state", "scanned").Time("serverTime", now).Time("opensAt", now).Time("closesAt", now)
            .Text("platformName", parties.PlatformName).Text("name", "floor").Bytes("statement", party.Statement).Bytes("nonce", nonces.Of(scan.Challenge, scan.SignKeyId))
            .Object("pin", pin => pin.Integer("version", 1).Integer("triesLeft", 10).Integer("failedSinceLastUse", 0)));
    }

    private async Task<byte[]?> UnlockAsync(byte[] body, DateTimeOffset now)
    {
        if (!SignedRecord.TryParse(body, MaxBody, out var signed, out _) || !PinEvalRecord.TryParse(signed.Record, out var record, out _)
            || parties.Find(record.Challenge) is not { } party || record.Hub != party.Hub || !nonces.Verify(record.Challenge, record.SignKeyId, record.Nonce) || !IsFromDevice(party, signed))
            return null;
        var tried = new PinTry { At = now, Version = record.Version, Name = PinTry.NameOf(record.Nonce, PinTryId.Of(record.Blinded)), Place = 1 };
        party.Guard = party.Guard with { Tries = [party.Guard.Tries[0], tried] };
        await store.WriteAsync(party.GuardRow, party.Guard);
        return Evaluate(party, record.Blinded) is { } evaluated ? RecordWriter.Write(writer => writer.Bytes("evaluated", evaluated).Integer("triesLeft", 9)) : null;
    }

    private async Task<byte[]?> RespondAsync(byte[] body, DateTimeOffset now)
    {
        if (!RecordReader.TryRead(body, MaxBody, ReadSigned, out var signed, out _) || !ResponseRecord.TryParse(signed.Record, out var response, out _)
            || parties.Find(response.Challenge) is not { } party || !nonces.Verify(response.Challenge, response.SignKeyId, response.Nonce) || !Fits(party, response, signed))
            return null;
        var arrival = WireTime.Cut(now);
        party.Guard = party.Guard with { Tries = [.. party.Guard.Tries.Select(tried => tried with { Cleared = true })] };
        await store.WriteAsync(party.GuardRow, party.Guard);

        var leaf = new ReceiptLeaf(party.Hub, party.Platform, ChallengeKind.Decrypt, ReceiptSubject.Response, party.Opening, party.Challenge, null,
            Sm3Digest.OfParts(signed.Record, signed.Signature), arrival).Encode();
        var held = new HeldResponse(signed.Record, signed.Signature, arrival, leaf, party.Certificate, party.Chain, false);
        var next = party.State with { Status = "approved", Changes = party.State.Changes + 1, Answer = held, DecidedAt = arrival };
        var committed = await store.WriteAsync(party.ChallengeRow, next,
            new FeedEntry(next.OpeningId, party.Challenge.ToString(), new FeedPayload(
                FeedOutcome.Approved, party.Challenge, arrival, signed.Record, signed.Signature, party.Certificate, party.Chain, leaf).Encode()),
            new ReceiptRequest(leaf),
            new BoardRow(next.OpeningId, party.Challenge.ToString(), BoardPayload.Encode(new TileRow(
                party.Challenge.ToString(), next.Changes, next.BidderId, next.BidderName, [.. next.Envelopes.Select(envelope => envelope.Lot)], TileState.Answered, arrival))));
        return RecordWriter.Write(writer => writer
            .Text("challenge", party.Challenge).Text("state", "approved").Time("arrival", arrival).Object("receipt", item => Receipt.Write(item, ReceiptWire.Of(committed.Receipt!))));
    }

    private bool IsFromDevice(Party party, SignedRecord signed) => !settings.Cryptography || party.IsFromDevice(signed);

    private byte[]? Evaluate(Party party, byte[] blinded)
    {
        if (!settings.Cryptography)
            return blinded;
        _ = party.UnsealPinKey(store.Sealer);
        return OprfElement.TryParse(blinded, out var element) ? parties.PinKey.Evaluate(element).ToArray() : null;
    }

    private bool Fits(Party party, ResponseRecord response, SignedRecord signed) =>
        !settings.Cryptography || (_keys.TryGetOrParse(party.SignKey, out var signer) && party.Check.WhyNot(response, signed.Record, signed.Signature, signer) is null);

    private static SignedRecord ReadSigned(RecordReader reader) => new(reader.Bytes("response", 2, ResponseRecord.MaxLength), reader.Bytes("signature", 8, DevicePublicKey.MaxSignatureLength));
}
