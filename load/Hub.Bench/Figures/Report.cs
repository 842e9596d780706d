using System.Globalization;
using System.Text.Json;

namespace Hub.Bench.Figures;

/// <summary>One measured figure.</summary>
/// <param name="Bench">Which bench made it.</param>
/// <param name="Floor">The same of the floor, in the same run; null where there is none.</param>
/// <param name="Goal">What was set as first goal and aim, as text; empty if nothing was.</param>
/// <param name="Note">What it stands on.</param>
internal sealed record Figure(string Bench, string Name, double Value, string Unit, double? Floor = null, string Goal = "", string Note = "");

/// <summary>Gathers figures and prints them at the end on standard output; what happens meanwhile goes to standard error.</summary>
internal sealed class Report
{
    private readonly List<Figure> _figures = [];
    private readonly List<string> _notes = [];

    public void Say(string what) => Console.Error.WriteLine("bench: " + what);

    public void Add(Figure figure) => _figures.Add(figure);

    /// <summary>A sentence that belongs to the figures.</summary>
    public void Note(string sentence)
    {
        if (!_notes.Contains(sentence))
            _notes.Add(sentence);
    }

    public void Print(bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { machine = Machine.Describe(), figures = _figures, notes = _notes }, JsonSerializerOptions.Web));
        else
            PrintTable();
    }

    private void PrintTable()
    {
        Console.WriteLine(Machine.Describe());
        foreach (var bench in _figures.GroupBy(figure => figure.Bench))
        {
            Console.WriteLine($"\n{bench.Key,-58} {"measured",12} {"floor",12}  unit");
            foreach (var figure in bench)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Name,-58} {Text(figure.Value),12} {(figure.Floor is { } floor ? Text(floor) : ""),12}  {figure.Unit}")
                    + (figure.Goal.Length > 0 ? $"  [{figure.Goal}]" : "") + (figure.Note.Length > 0 ? $"  {figure.Note}" : ""));
            }
        }
        if (_notes.Count > 0)
            Console.WriteLine();
        foreach (var note in _notes)
            Console.WriteLine("- " + note);
    }

    private static string Text(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);
}
