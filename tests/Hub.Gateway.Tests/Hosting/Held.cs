using System.Reflection;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Hosting;

/// <summary>What the hub holds to, read off its assemblies by name, also where a bound is nobody else's business.</summary>
internal static class Held
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>A constant or static value, as in <c>Openings.OpeningRules.MaxGenerations</c> of the grains.</summary>
    public static T OfGrains<T>(string name) => Value<T>(typeof(IOpeningGrain).Assembly, "Hub.Grains." + name);

    public static T OfGateway<T>(string name) => Value<T>(typeof(GatewayOptions).Assembly, "Hub.Gateway." + name);

    public static T OfCryptography<T>(string name) => Value<T>(typeof(Sm2PublicKey).Assembly, "Hub.Cryptography." + name);

    /// <summary>Asks a static function of the grains with one argument.</summary>
    public static T AskGrains<T>(string name, object argument)
    {
        var (type, member) = Find(typeof(IOpeningGrain).Assembly, "Hub.Grains." + name);
        return (T)(type.GetMethod(member, Any) ?? throw new MissingMemberException(name)).Invoke(null, [argument])!;
    }

    private static T Value<T>(Assembly assembly, string name)
    {
        var (type, member) = Find(assembly, name);
        return (T)(type.GetField(member, Any) ?? throw new MissingMemberException(name)).GetValue(null)!;
    }

    private static (Type Type, string Member) Find(Assembly assembly, string name)
    {
        var dot = name.LastIndexOf('.');
        return (assembly.GetType(name[..dot]) ?? throw new TypeLoadException(name), name[(dot + 1)..]);
    }
}
