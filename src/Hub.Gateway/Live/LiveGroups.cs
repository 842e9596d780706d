namespace Hub.Gateway.Live;

/// <summary>Who is told what: the groups of connections.</summary>
internal static class LiveGroups
{
    public static string Challenge(string challengeId) => "challenge:" + challengeId;

    public static string Opening(string openingId) => "opening:" + openingId;

    public static string Board(string openingId) => "board:" + openingId;
}
