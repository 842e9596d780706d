namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Every record of section 3, with real keys in it.</summary>
internal static class VectorRecords
{
    private static readonly byte[] Nonce = VectorRandom.Bytes("nonce", 32);
    private static readonly byte[] Blinded = OprfClient.Blind("blinded"u8, BlindScalar.From(VectorRandom.Bytes("blind of records", 32))).ToArray();
    private static readonly PinTryId Try = PinTryId.Of(Blinded);
    private static readonly DateTimeOffset At = VectorNames.PhoneTime.AddMilliseconds(7);
    private static readonly Sm3Digest Digest = Sm3Digest.Of("abc"u8);
    private static readonly KeyId Sign = VectorKeys.Sign.PublicKey.KeyId;
    private static readonly KeyId Encryption = VectorKeys.Encryption.PublicKey.KeyId;

    public static IReadOnlyList<VectorRecord> All { get; } = [.. Bids(), .. Openings(), .. Amendments(), .. Phones(), .. Pins(), .. Hubs()];

    private static IEnumerable<VectorRecord> Bids()
    {
        var header = VectorBid.First.Header;
        yield return new("bid-header", header.Encode(), (ReadOnlyMemory<byte> b, out string d) => BidHeader.TryParse(b, out _, out d), null,
            ("\"chunkSize\":4096", "\"chunkSize\":4095", "chunkSize below its range"), ("\"chunkSize\":4096", "\"chunkSize\":5000", "chunkSize not a power of two"),
            ("\"chunkSize\":4096", "\"chunkSize\":8388608", "chunkSize above its range"), ("\"chunkSize\":4096", "\"chunkSize\":4096.0", "an integer with a fraction"),
            ("\"chunkSize\":4096", "\"chunkSize\":4.096e3", "an integer with an exponent"), ("\"chunkSize\":4096", "\"chunkSize\":\"4096\"", "an integer as text"),
            ("\"length\":4129", "\"length\":-1", "length negative"), ("\"length\":4129", "\"length\":15", "length shorter than a tag"),
            ("投标文件.zip", "a/b", "fileName with a slash"), ("投标文件.zip", "a\\\\b", "fileName with a backslash"), ("投标文件.zip", "..", "fileName that is a path"),
            ("投标文件.zip", "", "fileName empty"), ("投标文件.zip", new string('x', 256), "fileName too long"), ("投标文件.zip", "a\\u0007b", "a control character"),
            ("投标文件.zip", "a\\ud800b", "half of a surrogate pair"), ("投标文件.zip", "a\\u0085b", "a C1 control character"), ("sm4-gcm-stream/1", "sm4-cbc/1", "cipher unknown"),
            ("T09:40:00.000Z", "T09:40:00Z", "a time without milliseconds"), ("\"lot\":\"A-1\"", "\"lot\":\"A 1\"", "lot with a space"),
            ("\"kind\":\"encrypt\"", "\"kind\":\"decrypt\"", "another kind"), ("en-91350100M000100Y43", "en-91350100M000100Y44", "bidder with a wrong check character"));
        var statement = VectorBid.AuthorshipOf(VectorKeys.Sign, VectorKeys.Encryption.PublicKey, VectorBid.First).Statement;
        var parsed = EncryptStatement.TryParse(statement, out var read, out var defect) ? read : throw new InvalidOperationException(defect);
        var replacement = parsed with { Withdraws = [VectorNames.SecondEnvelope] };
        yield return new("encrypt-statement", replacement.Encode(), (ReadOnlyMemory<byte> b, out string d) => EncryptStatement.TryParse(b, out _, out d), null,
            ("\"commitment\":", "\"commitment\":\"x\",\"commitment\":", "a member twice in an item of a list"), ("{\"header\":", "{\"extra\":1,\"header\":", "a member unknown in an item of a list"),
            ("\"ev-22222222222222222222222222222222\"", "\"ch-22222222222222222222222222222222\"", "withdraws something that is no envelope"), ("\"platformName\":\"伊犁交易平台\"", "\"platformName\":\"\"", "platformName empty"));
        yield return new("encrypt-statement that only withdraws", (replacement with { Envelopes = [] }).Encode(), (ReadOnlyMemory<byte> b, out string d) => EncryptStatement.TryParse(b, out _, out d), null,
            ("[\"ev-22222222222222222222222222222222\"]", "[]", "both lists empty"), ("\"envelopes\":[]", "\"envelopes\":{}", "a list that is an object"));
        yield return new("response to an encrypt statement", VectorBid.AuthorshipOf(VectorKeys.Sign, VectorKeys.Encryption.PublicKey, VectorBid.First).Response,
            (ReadOnlyMemory<byte> b, out string d) => ResponseRecord.TryParse(b, out _, out d), "sign", ("\"answer\":\"approved\"", "\"answer\":\"rejected\"", "another answer"));
    }

    private static IEnumerable<VectorRecord> Openings()
    {
        var descriptor = VectorOpening.GoodDescriptor;
        var key = VectorFile.Base64(descriptor.OpeningKey);
        yield return new("opening", descriptor.Encode(), (ReadOnlyMemory<byte> b, out string d) => OpeningDescriptor.TryParse(b, out _, out d), "platform",
            ("\"generation\":2", "\"generation\":0", "generation below 1"), ("\"window\":1800", "\"window\":59", "window too short"), ("\"window\":1800", "\"window\":604801", "window too long"),
            ("\"start\":\"clock\"", "\"start\":\"noon\"", "start unknown"), ("\"phones\":\"allowed\"", "\"phones\":true", "phones of another type"),
            ("\"lot\":\"A-2\"", "\"lot\":\"A-1\"", "a lot twice"), ("\"earliestStart\":\"2026-11-24T09:40", "\"earliestStart\":\"2026-11-24T09:29", "earliestStart before the deadline"),
            (key, VectorFile.Base64(VectorDevice.Spki), "openingKey of another curve"), ("\"name\":\"土建\"", "\"name\":\"土建\",\"name\":\"土建\"", "a member twice in an item of a list"));
        yield return new("opening started by the host", (descriptor with { Start = OpeningStart.Host, PhonesAllowed = false }).Encode(),
            (ReadOnlyMemory<byte> b, out string d) => OpeningDescriptor.TryParse(b, out _, out d), "platform");
        yield return new("opening-freeze", new OpeningFreeze(VectorNames.Hub, VectorNames.Platform, VectorNames.Opening, Sm3Digest.Of(descriptor.Encode()), 3, Digest, VectorNames.Frozen).Encode(),
            (ReadOnlyMemory<byte> b, out string d) => OpeningFreeze.TryParse(b, out _, out d), "platform",
            ("\"size\":3", "\"size\":-3", "size negative"), ("\"size\":3", "\"size\":03", "a number with a leading zero"), (Digest.ToString(), Digest.ToString().ToUpperInvariant(), "root in capitals"));
        yield return new("succession", new Succession(VectorNames.Hub, VectorNames.Platform, VectorKeys.Platform.PublicKey.Spki.ToArray(), VectorCertificates.Of("successor"), At).Encode(),
            (ReadOnlyMemory<byte> b, out string d) => Succession.TryParse(b, out _, out d), "platform", ("\"newCertificate\":\"MII", "\"newCertificate\":\"-MI", "bytes that are not Base64"));
    }

    private static IEnumerable<VectorRecord> Amendments()
    {
        VectorRecord Of(string name, AmendmentAction action, params (string, string, string)[] outOfRange) =>
            new("opening-amendment: " + name, new OpeningAmendment(VectorNames.Hub, VectorNames.Platform, VectorNames.Opening, 1, Digest, action, At).Encode(),
                (ReadOnlyMemory<byte> b, out string d) => OpeningAmendment.TryParse(b, out _, out d), "platform", outOfRange);
        yield return Of("start", new AmendmentAction.Start(), ("\"number\":1", "\"number\":0", "number 0"), ("\"action\":\"start\"", "\"action\":\"begin\"", "action unknown"),
            ("\"action\":\"start\"", "\"action\":\"start\",\"until\":\"2026-11-24T10:40:00.000Z\"", "a member of another action"));
        yield return Of("extend", new AmendmentAction.Extend(At.AddHours(1)), ("\"action\":\"extend\"", "\"action\":\"close\"", "a member of another action"));
        yield return Of("close", new AmendmentAction.Close(), ("\"action\":\"close\"", "\"action\":\"extend\"", "until missing"));
        yield return Of("admit", new AmendmentAction.Admit(VectorNames.DecryptChallenge, Digest), ("\"challenge\":\"ch-", "\"challenge\":\"CH-", "an id in capitals"));
        yield return Of("note", new AmendmentAction.Note("停电 20 分钟"), ("停电 20 分钟", "", "text empty"), ("停电 20 分钟", new string('文', 501), "text too long"));
    }

    private static IEnumerable<VectorRecord> Phones()
    {
        var answered = new ResponseRecord(VectorNames.Hub, VectorNames.Platform, ChallengeKind.Decrypt, VectorNames.DecryptChallenge, Digest, Sign, Encryption, Nonce, Try,
            [
                new EnvelopeResult(VectorNames.Envelope, VectorKeys.SealTo(VectorKeys.Opening.PublicKey, BidContext.Join(VectorBid.First.ContentKey, VectorBid.First.Context)), null),
                new EnvelopeResult(VectorNames.SecondEnvelope, null, EnvelopeError.Path),
            ], At);
        yield return new("response to a decrypt statement", answered.Encode(), (ReadOnlyMemory<byte> b, out string d) => ResponseRecord.TryParse(b, out _, out d), "sign",
            ("\"error\":\"path\"", "\"error\":\"tired\"", "error unknown"), ("\"error\":\"path\"", "\"error\":\"path\",\"sealed\":\"AQ==\"", "sealed and error"), (",\"error\":\"path\"", "", "neither sealed nor error"),
            ("\"kind\":\"decrypt\"", "\"kind\":\"enrol\"", "a kind that no challenge has"), (VectorFile.Base64(Nonce), VectorFile.Base64(Nonce.AsSpan(0, 31)), "nonce of 31 bytes"));
        yield return new("enrolment", EnrolmentRecord.Of(VectorNames.Hub, EnrolmentVectors.Code, VectorCertificates.Of("signing request"), VectorCertificates.Of("encryption request"), VectorDevice.Spki, Blinded).Encode(),
            (ReadOnlyMemory<byte> b, out string d) => EnrolmentRecord.TryParse(b, out _, out d), "device",
            (VectorFile.Base64(VectorDevice.Spki), VectorFile.Base64(VectorDevice.Spki.AsSpan(0, 90)), "deviceKey of 90 bytes"), (VectorFile.Base64(Blinded), VectorFile.Base64([.. Blinded, 0]), "blinded of 34 bytes"));
        yield return new("scan", new ScanRecord(VectorNames.Hub, VectorNames.DecryptChallenge, "AQAAAHsAAQIDBAUGBwgJ", Sign, At).Encode(), (ReadOnlyMemory<byte> b, out string d) => ScanRecord.TryParse(b, out _, out d), "device",
            ("AQAAAHsAAQIDBAUGBwgJ", "AQAAAHsAAQIDBAUGBwg", "frame of 19 characters"), ("\"hub\":\"hub-00112233445566778899aabbccddeeff\",", "\"hub\":\"hub-00112233445566778899aabbccddeeff\",\"platform\":\"pl-yili\",", "a platform, which is left out here"));
        yield return new("reject", new RejectRecord(VectorNames.Hub, ChallengeKind.Decrypt, VectorNames.DecryptChallenge, Digest, Sign, Nonce, "wrong-content", At).Encode(),
            (ReadOnlyMemory<byte> b, out string d) => RejectRecord.TryParse(b, out _, out d), "device", ("wrong-content", "bored", "reason unknown"),
            (VectorFile.Base64(Nonce), VectorFile.Base64(Nonce.AsSpan(0, 31)), "nonce of 31 bytes"));
    }

    private static IEnumerable<VectorRecord> Pins()
    {
        yield return new("pin-eval", new PinEvalRecord(VectorNames.Hub, VectorNames.DecryptChallenge, Sign, 1, Nonce, Blinded).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinEvalRecord.TryParse(b, out _, out d), "device",
            ("\"version\":1", "\"version\":0", "version 0"), ("\"kind\":\"pin\"", "\"kind\":\"decrypt\"", "another kind"));
        yield return new("pin-proof", new PinProofRecord(VectorNames.Hub, Sign, 1, Nonce, Blinded).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinProofRecord.TryParse(b, out _, out d), "device");
        yield return new("pin-ok", new PinOkRecord(VectorNames.Hub, Sign, Nonce, Try).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinOkRecord.TryParse(b, out _, out d), "sign");
        yield return new("pin-change", new PinChangeRecord(VectorNames.Hub, Sign, 1, Nonce, Try, Blinded).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinChangeRecord.TryParse(b, out _, out d), "sign");
        yield return new("pin-changed", new PinChangedRecord(VectorNames.Hub, Sign, 2, At).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinChangedRecord.TryParse(b, out _, out d), "sign");
    }

    private static IEnumerable<VectorRecord> Hubs()
    {
        VectorRecord Leaf(string name, byte[] bytes, params string[] optional) => new("receipt: " + name, bytes, (ReadOnlyMemory<byte> b, out string d) => ReceiptLeaf.TryParse(b, out _, out d), null,
            ($"\"subject\":\"{name}\"", "\"subject\":\"gossip\"", "subject unknown"))
        { Optional = optional };
        yield return Leaf("registration", VectorReceipts.Leaf(ReceiptSubject.Registration, Digest, challenge: VectorNames.DecryptChallenge, envelope: VectorNames.Envelope), "challenge", "envelope");
        yield return Leaf("response", VectorReceipts.Leaf(ReceiptSubject.Response, Digest, challenge: VectorNames.DecryptChallenge), "challenge");
        yield return Leaf("freeze", VectorReceipts.Leaf(ReceiptSubject.Freeze, Digest));
        yield return new("receipt-batch", new ReceiptBatch(VectorNames.Hub, VectorNames.Epoch, 7, 3, Digest, At).Encode(), (ReadOnlyMemory<byte> b, out string d) => ReceiptBatch.TryParse(b, out _, out d), "hub",
            ("8899aabbccddeeff", "8899aabbccddeef", "epoch of 15 digits"), ("8899aabbccddeeff", "8899AABBCCDDEEFF", "epoch in capitals"), ("\"batch\":7", "\"batch\":0", "batch 0"), ("\"batch\":7", "\"batch\":9007199254740992", "above 2^53 − 1"), ("\"size\":3", "\"size\":0", "size 0"));
        yield return new("anchors", DecryptVectors.Anchors(), (ReadOnlyMemory<byte> b, out string d) => Anchors.TryParse(b, out _, out d), null,
            (VectorFile.Base64(VectorKeys.Hub.PublicKey.Spki), VectorFile.Base64(VectorDevice.Spki), "a hub key of another curve"), ("\"hubKeys\":[\"" + VectorFile.Base64(VectorKeys.Hub.PublicKey.Spki) + "\"]", "\"hubKeys\":[]", "no hub key"));
        var statement = new VectorOpening { Successions = [VectorOpening.Succession(VectorKeys.Successor, VectorKeys.Successor, "platform")] }.Make();
        yield return new("decrypt-statement", statement.Encode(), (ReadOnlyMemory<byte> b, out string d) => DecryptStatement.TryParse(b, out _, out d), null,
            ("{\"record\":", "{\"extra\":1,\"record\":", "a member unknown within"), (",\"index\":", ",\"index\":1,\"index\":", "a member twice within"));
    }
}
