using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Problems;

/// <summary>Every problem that the hub answers with, in the order of the protocol's section 9. A test holds the two together.</summary>
internal static class ProblemTable
{
    public static readonly ProblemType
        Malformed = new(ProblemWord.Malformed, 400, "Malformed request", "请求内容不符合规定的格式。", "请更新应用后重试；平台请对照接口文档修正。", "where"),
        TooLarge = new(ProblemWord.TooLarge, 413, "Body too large", "提交的内容超过了长度上限。", "请减少一次提交的内容。", "limit"),
        UnsupportedMedia = new(ProblemWord.UnsupportedMedia, 415, "Unsupported media type", "提交内容的类型不受支持。", "请以 JSON 提交（吊销列表以 application/pkix-crl 提交）。"),
        NotFound = new(ProblemWord.NotFound, 404, "Not found", "没有找到，或者不属于您。", "请核对编号和地址。"),
        Unauthenticated = new(ProblemWord.Unauthenticated, 401, "Credential missing or wrong", "缺少平台凭据，或者凭据不正确。", "请核对平台编号和密钥，必要时向运营方申请新的凭据。"),
        BadToken = new(ProblemWord.BadToken, 401, "Token wrong or expired", "页面的访问令牌不正确或者已过期。", "请刷新交易平台的页面。"),
        DeviceUnknown = new(ProblemWord.DeviceUnknown, 401, "Device unknown", "这部手机上的证书没有在此登记，或者手机的签名不正确。", "请使用申领证书的那部手机；如已换机或清除过数据，请找回证书。"),
        BadSignature = new(ProblemWord.BadSignature, 422, "Signature wrong", "签名验证没有通过。", "请重新操作一次；仍不通过时请联系客服。", "where"),
        ChallengeUnavailable = new(ProblemWord.ChallengeUnavailable, 404, "Challenge unavailable", "这个二维码现在不可用，或者已经过期。", "请刷新页面后重新扫码。"),
        WrongCertificate = new(ProblemWord.WrongCertificate, 403, "Another certificate is needed", "这份文件要用加密时的那张证书解密，当前手机上的不是这一张。", "请用所列证书（及其介质）扫码。", "needed"),
        NotStarted = new(ProblemWord.NotStarted, 409, "Not started", "解密还没有开始。", "请等到开始时间以后再操作。", "arrival", "opensAt?"),
        WindowClosed = new(ProblemWord.WindowClosed, 409, "Window closed", "解密时限已经结束，您的应答在此之后才到达。", "如应答已留存，请联系开标主持人，由其决定是否采纳。", "arrival", "opensAt", "closesAt", "kept", "receipt?"),
        ChallengeExpired = new(ProblemWord.ChallengeExpired, 409, "Challenge expired", "这次操作已经超过有效时间。", "请在交易平台重新发起，然后扫码。", "expires"),
        ChallengeCancelled = new(ProblemWord.ChallengeCancelled, 409, "Challenge cancelled", "交易平台已经取消了这次操作。", "请在交易平台查看原因，需要时重新发起。"),
        AlreadyDecided = new(ProblemWord.AlreadyDecided, 409, "Already decided", "这次操作已经有了结果，不能再改变。", "请在交易平台的页面查看结果。", "state"),
        StatementMismatch = new(ProblemWord.StatementMismatch, 422, "Response to another statement", "应答与要求签名的内容不一致。", "请重新扫码后再操作。"),
        ResultsMismatch = new(ProblemWord.ResultsMismatch, 422, "Results do not fit", "解密结果与要求解密的文件不一致。", "请重新扫码后再操作。", "where"),
        CertificateRevoked = new(ProblemWord.CertificateRevoked, 403, "Certificate revoked", "这张证书已经被吊销。", "请向发证机构了解原因，并申领新的证书。", "revokedAt", "reason"),
        CertificateExpired = new(ProblemWord.CertificateExpired, 403, "Certificate expired", "这张证书已经过期。", "请先续期；续期后原来加密的文件仍可解密。", "notAfter"),
        CertificateSuspended = new(ProblemWord.CertificateSuspended, 403, "Certificate suspended", "这张证书因企业或人员的变动已经停用。", "请联系本单位的管理员。"),
        PinLocked = new(ProblemWord.PinLocked, 423, "PIN locked", "证书密码输错次数过多，暂时锁定。", "请在解锁时间之后再试；已经签好的应答不受影响。", "lockedUntil", "triesLeft"),
        PinErased = new(ProblemWord.PinErased, 410, "PIN key erased", "证书密码输错次数已经用完，这张证书不能再使用。", "请找回证书；用原证书加密的文件需要重新制作。"),
        PinTryUnknown = new(ProblemWord.PinTryUnknown, 409, "PIN try unknown", "应答里的密码验证记录不存在。", "请重新输入证书密码。"),
        NonceMismatch = new(ProblemWord.NonceMismatch, 422, "Nonce of another challenge", "密码验证与这次扫码不对应。", "请重新扫码后再输入证书密码。"),
        BlindedInvalid = new(ProblemWord.BlindedInvalid, 422, "Blinded element invalid", "密码验证的数据无效。", "请更新应用后重试。"),
        VersionMismatch = new(ProblemWord.VersionMismatch, 409, "PIN version is another", "证书密码已经在别处更改过。", "请重新打开应用，用新的密码再试。", "version"),
        CodeRefused = new(ProblemWord.CodeRefused, 422, "Code refused", "发证机构没有接受这个申领码。", "请核对申领码；它只能使用一次，过期后请向发证机构重新索取。"),
        AuthorityUnavailable = new(ProblemWord.AuthorityUnavailable, 503, "Authority unavailable", "发证机构暂时没有回应。", "请稍后原样再提交一次。") { RetryAfter = 5 },
        RequestInvalid = new(ProblemWord.RequestInvalid, 422, "Request, CRL or certificate invalid", "证书请求、吊销列表或证书无法识别或验证。", "请更新应用后重试；发证机构请对照接口文档修正。", "where"),
        KeyInUse = new(ProblemWord.KeyInUse, 409, "Key in use", "这个密钥或这部手机已经用别的申领码登记过。", "请用新的密钥重新申领。"),
        OpeningExists = new(ProblemWord.OpeningExists, 409, "Opening exists", "这个开标编号已被使用，或者同一版本已有另一份描述。", "请使用新的编号，或者提交更高的版本。"),
        GenerationRefused = new(ProblemWord.GenerationRefused, 409, "Generation refused", "新版本的开标描述不被接受。", "版本须递增，开始时间不得提前，标段不得减少。", "where"),
        DescriptorSigner = new(ProblemWord.DescriptorSigner, 422, "Signer refused", "签名者不是该平台现行的证书，或者其证书链没有通过验证。", "请用已登记的平台证书签名。", "where"),
        DeadlinePassed = new(ProblemWord.DeadlinePassed, 409, "Deadline passed", "投标截止时间已过。", "截止之后不能再递交、替换或撤回。", "arrival", "deadline"),
        OpeningFrozen = new(ProblemWord.OpeningFrozen, 409, "Opening frozen", "投标集合已经冻结，不能再改变。", "请核对已提交的冻结记录。"),
        FreezeMismatch = new(ProblemWord.FreezeMismatch, 409, "Freeze mismatch", "平台计算的投标集合与本系统的不一致。", "请核对所列数量和根值，找出差异后重新提交。", "size", "root"),
        FreezeEarly = new(ProblemWord.FreezeEarly, 409, "Freeze too early", "投标截止时间未到，不能冻结。", "请在截止时间之后提交。", "deadline"),
        EnvelopeConflict = new(ProblemWord.EnvelopeConflict, 409, "Envelope conflict", "这个文件编号已经登记了另外的内容。", "请用新的文件编号重新加密。"),
        EnvelopeUnknown = new(ProblemWord.EnvelopeUnknown, 409, "Envelope unknown", "所指的文件没有登记，或者不属于这张证书。", "请核对文件编号。", "where"),
        AuthorshipInvalid = new(ProblemWord.AuthorshipInvalid, 422, "Authorship invalid", "投标人的签名与文件不对应，或者没有在此确认过。", "请由投标人重新扫码确认。", "where"),
        TooMany = new(ProblemWord.TooMany, 409, "Too many", "数量超过上限。", "文件请合并或分次提交；其他情况请联系服务方。", "limit"),
        AmendmentOrder = new(ProblemWord.AmendmentOrder, 409, "Amendment out of order", "这条变更不是下一条。", "请按所列的序号和前一条摘要重新签名。", "number", "previous"),
        AmendmentRefused = new(ProblemWord.AmendmentRefused, 409, "Amendment not allowed now", "现在不能作这项变更。", "请核对开标的阶段和时间。", "where", "opensAt?", "closesAt?"),
        IdempotencyKey = new(ProblemWord.IdempotencyKey, 422, "Idempotency-Key", "缺少 Idempotency-Key，或者其格式不对，或者它已用于另外的内容。", "请为每次新的请求使用新的键，重试时使用原来的键。"),
        RateLimited = new(ProblemWord.RateLimited, 429, "Rate limited", "操作过于频繁。", "请稍候再试。") { RetryAfter = 5 },
        Overloaded = new(ProblemWord.Overloaded, 503, "Overloaded", "系统繁忙，没有确认这次请求。", "请稍候原样再提交一次。") { RetryAfter = 2 },
        StorageUnavailable = new(ProblemWord.StorageUnavailable, 503, "Storage unavailable", "系统暂时不能保存数据，没有确认这次请求。", "请稍候原样再提交一次。") { RetryAfter = 5 },
        Internal = new(ProblemWord.Internal, 500, "Internal fault", "系统发生内部错误。", "请稍后再试；联系运营方时请提供本次的追踪号。", "trace");

    /// <summary><see cref="CertificateRevoked"/> in the words for a certificate whose CA this hub trusts no longer: its own CA cannot help there.</summary>
    public static readonly ProblemType AuthorityRemoved = CertificateRevoked with { Detail = "签发这张证书的机构已不再受本系统信任。", Next = "请向受信任的发证机构申领新的证书。" };

    /// <summary><see cref="RequestInvalid"/> in the words for a CA that issues with a new key: the certificates of the key before still need the authority that they have.</summary>
    public static readonly ProblemType AnotherIssuingKey = RequestInvalid with { Detail = "这个机构编号下登记的是另一个签发密钥。", Next = "请为新的签发证书另取一个机构编号；原编号继续用于吊销和验证它已签发的证书。" };

    private static readonly ProblemType
        ListMissing = DescriptorSigner with { Detail = "验证平台证书所需的吊销列表还没有送达。", Next = "请联系证书的发证机构，由其把吊销列表提交到本系统，然后原样再提交一次。" },
        ListStale = DescriptorSigner with { Detail = "验证平台证书所需的吊销列表已经过期，发证机构没有按时更新。", Next = "请联系证书的发证机构，由其提交最新的吊销列表，然后原样再提交一次。" },
        ListTooLong = DescriptorSigner with { Detail = "验证平台证书所需的吊销列表太长，解密内容容纳不下。", Next = "请联系证书的发证机构缩短吊销列表，或者改用吊销列表较短的机构签发的平台证书。" };

    /// <summary><see cref="DescriptorSigner"/> in the words for the reason: what is missing may be the CA's to bring.</summary>
    public static ProblemType SignerRefused(string where) => where switch
    {
        nameof(PathRefusal.CrlMissing) => ListMissing,
        nameof(PathRefusal.CrlStale) => ListStale,
        Grains.Contracts.DescriptorSigner.CrlTooLong => ListTooLong,
        _ => DescriptorSigner,
    };

    /// <summary>All of them, in order.</summary>
    public static readonly IReadOnlyList<ProblemType> All =
    [
        Malformed, TooLarge, UnsupportedMedia, NotFound, Unauthenticated, BadToken, DeviceUnknown, BadSignature, ChallengeUnavailable, WrongCertificate, NotStarted, WindowClosed,
        ChallengeExpired, ChallengeCancelled, AlreadyDecided, StatementMismatch, ResultsMismatch, CertificateRevoked, CertificateExpired, CertificateSuspended, PinLocked, PinErased,
        PinTryUnknown, NonceMismatch, BlindedInvalid, VersionMismatch, CodeRefused, AuthorityUnavailable, RequestInvalid, KeyInUse, OpeningExists, GenerationRefused, DescriptorSigner,
        DeadlinePassed, OpeningFrozen, FreezeMismatch, FreezeEarly, EnvelopeConflict, EnvelopeUnknown, AuthorshipInvalid, TooMany, AmendmentOrder, AmendmentRefused, IdempotencyKey,
        RateLimited, Overloaded, StorageUnavailable, Internal,
    ];
}
