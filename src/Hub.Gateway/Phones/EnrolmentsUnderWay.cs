using Hub.Cryptography;
using Hub.Gateway.Limits;

namespace Hub.Gateway.Phones;

/// <summary>
/// How many enrolments may wait for one authority, and how many of them from one address. Each holds a connection of a phone and one to the CA for as long as the CA takes, and whoever
/// sends them needs no key and no code: a CA that does not answer would pile them up, and one address would keep all others out.
/// </summary>
internal sealed class EnrolmentsUnderWay
{
    /// <summary>The most of one authority: what a busy counter sends in a second, many times over.</summary>
    public const int OfAuthority = 64;

    /// <summary>Of these, the most of one address.</summary>
    public const int OfAddress = 16;

    private readonly Dictionary<AuthorityId, int> _authorities = [];
    private readonly Dictionary<(AuthorityId, AddressKey), int> _addresses = [];
    private readonly Lock _gate = new();

    /// <summary>Takes a place; false if there is none. Each that was taken is to be given back with <see cref="Leave"/>.</summary>
    public bool TryEnter(AuthorityId authority, AddressKey from)
    {
        lock (_gate)
        {
            if (_authorities.GetValueOrDefault(authority) >= OfAuthority || _addresses.GetValueOrDefault((authority, from)) >= OfAddress)
                return false;
            Add(_authorities, authority, 1);
            Add(_addresses, (authority, from), 1);
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(AuthorityId authority, AddressKey from)
    {
        lock (_gate)
        {
            Add(_authorities, authority, -1);
            Add(_addresses, (authority, from), -1);
        }
    }

    // Strangers invent ids of authorities: none stays behind.
    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int number) where TKey : notnull
    {
        if ((counts[key] = counts.GetValueOrDefault(key) + number) == 0)
            counts.Remove(key);
    }
}
