using Hub.Gateway.Challenges;
using Hub.Gateway.Openings;

namespace Hub.Gateway.Live;

/// <summary>What a page is told (protocol, 7.3). The names of the methods are on the wire for ever, hence their spelling.</summary>
internal interface ILivePage
{
    /// <summary>A challenge stands otherwise.</summary>
    Task challenge(SnapshotBody snapshot);

    /// <summary>An opening's terms changed.</summary>
    Task opening(TermsBody terms);

    /// <summary>Some tiles of a board changed.</summary>
    Task board(BoardBody delta);
}
