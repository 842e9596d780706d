using Hub.Cryptography;

namespace Hub.Phone;

public sealed partial class HolderPhone
{
    /// <summary>
    /// 申领: makes the keys, has the CA certify them through the hub, and seals them under the PIN. Sent again with the same bytes when an answer is lost; keys that were never
    /// sealed are not stored, so if no answer comes at all the CA has to make another code.
    /// </summary>
    /// <param name="phoneOrigin">Scheme, host and port of the hub's phone origin, without a path.</param>
    /// <param name="hub">The hub's id, as the CA or the platform published it.</param>
    /// <param name="code">The CA's code.</param>
    /// <param name="holder">What the certificate requests say; the CA decides by its own register.</param>
    /// <param name="pin">The certificate PIN (证书密码) to be.</param>
    public async Task<PhoneAnswer<PhoneMemory>> EnrolAsync(string phoneOrigin, HubId hub, string code, CertificateSubject holder, string pin, CancellationToken cancellation = default)
    {
        if (_store.Memory is not null)
            return new PhoneProblem(PhoneProblemType.AlreadyEnrolled, "本手机已有证书。", "");
        if (!EnrolmentCode.TryParse(code, out var parsed))
            return new PhoneProblem(PhoneProblemType.Code, "申领码格式不正确。", "请核对证书机构给出的申领码。");
        if (!PhoneOrigin.TryParse(phoneOrigin, out var origin))
            return new PhoneProblem(PhoneProblemType.Qr, "手机端地址不正确。", "");
        if (!TryReadPin(pin, out var read, out var refused))
            return refused;

        using (read)
        using (var device = DeviceKey.Generate())
        using (var salt = DeviceSalt.Generate())
        using (var keys = HolderKeys.Generate())
        using (var attempt = PinAttempt.Begin(read, salt, _settings.PinCost))
        {
            var record = EnrolmentRecord.Of(hub, parsed, SigningRequest.Create(keys.Sign, holder).Der.ToArray(), SigningRequest.Create(keys.Encryption, holder).Der.ToArray(),
                device.PublicKey.Spki.ToArray(), attempt.Blinded.ToArray()).Encode();
            var body = new SignedRecord(record, device.Sign(record)).Encode();
            var answered = await _calls.PostAsync(origin, "/p/enrolments", body, bytes => AnswerReading.Read(bytes, EnrolmentAnswer.Read), cancellation);
            if (!answered.TryGet(out var answer, out var problem))
                return problem;
            if (EnrolmentChecks.Find(answer, hub, parsed, keys, attempt.Blinded, _settings.Clock.GetUtcNow()) is { } defect)
                return new PhoneProblem(PhoneProblemType.Enrolment, defect + "。", "请勿使用该证书，并联系证书机构。");

            using var key = attempt.Finish(answer.Evaluated, new PinContext(hub.ToString(), keys.Sign.PublicKey.KeyId, answer.Version));
            var memory = new PhoneMemory
            {
                Hub = hub.ToString(),
                PhoneOrigin = origin,
                Authority = answer.Authority.ToString(),
                Enterprise = answer.Enterprise.ToString(),
                EnterpriseName = answer.EnterpriseName,
                Holder = answer.Holder,
                SigningCertificate = answer.SigningCertificate,
                EncryptionCertificate = answer.EncryptionCertificate,
                Chain = answer.Chain,
                Anchors = answer.Anchors,
                DeviceKey = device.ExportPkcs8(),
                Salt = salt.Export(),
                Pin = Sealed(key, answer.PublicKey, keys),
            };
            _store.Change(_ => memory);
            return memory;
        }
    }

    private PhonePin Sealed(PinKey key, OprfElement hubKey, HolderKeys keys) => new()
    {
        Version = key.Context.Version,
        PublicKey = hubKey.ToArray(),
        Blob = PinBlob.Seal(key, hubKey, keys),
        MemoryKiB = _settings.PinCost.MemoryKiB,
        Passes = _settings.PinCost.Passes,
    };
}
