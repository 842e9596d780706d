using Hub.Gateway.Limits;

namespace Hub.Gateway.Live;

/// <summary>
/// How often pages may ask for what they are told anyway. A token is no key of a person: a hall may hand one to every screen, so that a connection is held to little and a token, over
/// all its connections from one address, to what a hall needs that comes back at once. By address, so that nobody elsewhere uses up what the hall's own screens share.
/// </summary>
internal sealed class LiveBudgets(TimeProvider time)
{
    /// <summary>Calls of one connection in ten seconds, for watches or frames: all that it may watch, twice over.</summary>
    public const int ConnectionPerTenSeconds = 2 * LiveWatches.MaxWatched;

    /// <summary>Watches by one token from one address in a second.</summary>
    public const int TokenPerSecond = 50;

    private readonly Budget<string> _connections = new(ConnectionPerTenSeconds, TimeSpan.FromSeconds(10), time);
    private readonly Budget<(string Subject, DateTimeOffset Expires, AddressKey From)> _tokens = new(TokenPerSecond, TimeSpan.FromSeconds(1), time);

    /// <summary>Charges one watch; false if connection or token have had theirs.</summary>
    public bool TryCharge(string connection, string subject, DateTimeOffset expires, AddressKey from) => TryCharge(connection) && _tokens.TryCharge((subject, expires, from));

    /// <summary>Charges what costs no grain anything to the connection alone; false if it has had its share.</summary>
    public bool TryCharge(string connection) => _connections.TryCharge(connection);
}
