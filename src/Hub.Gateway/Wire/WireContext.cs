using System.Text.Json.Serialization;
using Hub.Gateway.Authorities;
using Hub.Gateway.Challenges;
using Hub.Gateway.Enterprises;
using Hub.Gateway.Feed;
using Hub.Gateway.Live;
using Hub.Gateway.Management;
using Hub.Gateway.Openings;
using Hub.Gateway.Phones;

namespace Hub.Gateway.Wire;

/// <summary>How each answer is written, worked out by the compiler: nothing is reflected over when the hub starts.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(SignedShape))]
[JsonSerializable(typeof(ProblemShape))]
[JsonSerializable(typeof(ReceiptShape))]
[JsonSerializable(typeof(FeedEntryShape))]
[JsonSerializable(typeof(ResponseShape))]
[JsonSerializable(typeof(EnvelopeShape))]
[JsonSerializable(typeof(WithdrawalShape))]
[JsonSerializable(typeof(ChallengeShape))]
[JsonSerializable(typeof(FilesShape))]
[JsonSerializable(typeof(WatchTokenShape))]
[JsonSerializable(typeof(BoardTokenShape))]
[JsonSerializable(typeof(ScanBody))]
[JsonSerializable(typeof(EvaluationBody))]
[JsonSerializable(typeof(AcknowledgementBody))]
[JsonSerializable(typeof(ProofBody))]
[JsonSerializable(typeof(PinChangeBody))]
[JsonSerializable(typeof(EnrolmentBody))]
[JsonSerializable(typeof(TimeBody))]
[JsonSerializable(typeof(HubBody))]
[JsonSerializable(typeof(CrlBody))]
[JsonSerializable(typeof(CertificatesBody))]
[JsonSerializable(typeof(DescribedBody))]
[JsonSerializable(typeof(OpeningBody))]
[JsonSerializable(typeof(RegisteredBody))]
[JsonSerializable(typeof(ReceiptBody))]
[JsonSerializable(typeof(FrozenBody))]
[JsonSerializable(typeof(AmendedBody))]
[JsonSerializable(typeof(BoardTokenBody))]
[JsonSerializable(typeof(CreatedBody))]
[JsonSerializable(typeof(WatchTokenBody))]
[JsonSerializable(typeof(SnapshotBody))]
[JsonSerializable(typeof(FeedBody))]
[JsonSerializable(typeof(BoardBody))]
[JsonSerializable(typeof(PlatformsBody))]
[JsonSerializable(typeof(AuthoritiesBody))]
[JsonSerializable(typeof(AnchorsBody))]
[JsonSerializable(typeof(NewCredentialBody))]
[JsonSerializable(typeof(EnterpriseBody))]
[JsonSerializable(typeof(BackupBody))]
[JsonSerializable(typeof(ActionsBody))]
[JsonSerializable(typeof(EventsBody))]
internal sealed partial class WireContext : JsonSerializerContext;
