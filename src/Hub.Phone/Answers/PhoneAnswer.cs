using System.Diagnostics.CodeAnalysis;

namespace Hub.Phone;

/// <summary>What came of a step: a value or a problem, never both.</summary>
public sealed class PhoneAnswer<T> where T : class
{
    private readonly T? _value;
    private readonly PhoneProblem? _problem;

    private PhoneAnswer(T? value, PhoneProblem? problem) => (_value, _problem) = (value, problem);

    /// <summary>True with the value, false with the problem.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out PhoneProblem? problem)
    {
        (value, problem) = (_value, _problem);
        return value is not null;
    }

    /// <summary>The problem, or null.</summary>
    public PhoneProblem? Problem => _problem;

    /// <summary>The value, for programs that cannot go on without it.</summary>
    /// <exception cref="InvalidOperationException">There was a problem; the message is the problem's type and sentence.</exception>
    public T Value => _value ?? throw new InvalidOperationException(_problem!.ToString());

#pragma warning disable CA2225, CS1591 // Only so that a step can return either; nobody names these.
    public static implicit operator PhoneAnswer<T>(T value) => new(value, null);

    public static implicit operator PhoneAnswer<T>(PhoneProblem problem) => new(null, problem);
#pragma warning restore CA2225, CS1591
}

/// <summary>It is done, and there is nothing more to say.</summary>
public sealed record Done
{
    /// <summary>The only one.</summary>
    public static readonly Done It = new();

    private Done()
    {
    }
}
