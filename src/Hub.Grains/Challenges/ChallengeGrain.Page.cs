namespace Hub.Grains.Challenges;

internal sealed partial class ChallengeGrain
{
    /// <inheritdoc/>
    public async Task PageChanged(bool came, DateTimeOffset at)
    {
        if (ChallengeRules.HasWork(Current))
            Note(ChallengeMoment.Of(Current, await TermsAsync(), at), came ? "page-came" : "page-left", at, Current.SignKeyId);
    }
}
