using Hub.Grains.Contracts;

namespace Hub.Grains.Push;

/// <summary>
/// Tells every gateway, and waits for none: one one-way message a gateway process, whatever the number of pages. What is lost on the way is
/// read again by the page, which holds the number of what it has.
/// </summary>
internal interface IPush
{
    /// <summary>A challenge stands otherwise.</summary>
    void ChallengeChanged(ChallengeSnapshot snapshot);

    /// <summary>An opening's terms changed.</summary>
    void OpeningChanged(OpeningTerms terms);

    /// <summary>Some tiles of a board changed.</summary>
    void BoardChanged(BoardSnapshot delta);

    /// <summary>The feed of an opening has something new.</summary>
    void ResultsAdvanced(string openingId, long last);
}
