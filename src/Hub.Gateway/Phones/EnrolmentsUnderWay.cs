using Hub.Cryptography;

namespace Hub.Gateway.Phones;

/// <summary>
/// How many enrolments may wait for one authority. Each holds a connection of a phone and one to the CA for as long as the CA takes, and whoever sends them needs no key and no code:
/// a CA that does not answer would pile them up.
/// </summary>
internal sealed class EnrolmentsUnderWay
{
    /// <summary>The most of one authority: what a busy counter sends in a second, many times over.</summary>
    public const int OfAuthority = 64;

    private readonly Dictionary<AuthorityId, int> _underWay = [];

    /// <summary>Takes a place; false if there is none. Each that was taken is to be given back with <see cref="Leave"/>.</summary>
    public bool TryEnter(AuthorityId authority)
    {
        lock (_underWay)
        {
            var count = _underWay.GetValueOrDefault(authority);
            if (count >= OfAuthority)
                return false;
            _underWay[authority] = count + 1;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(AuthorityId authority)
    {
        lock (_underWay)
        {
            // Strangers invent ids of authorities: none stays behind.
            if (--_underWay[authority] == 0)
                _underWay.Remove(authority);
        }
    }
}
