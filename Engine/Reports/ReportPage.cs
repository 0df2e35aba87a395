using System.Text;
using Engine.Charts;

namespace Engine.Reports;

/// <summary>A page of HTML that is also well-formed XML, with everything in it: style, pictures, no scripts.</summary>
internal sealed class ReportPage(string title)
{
    private const string Sheet = """
        :root{color-scheme:light dark}
        body{margin:0;background:#fff;color:#1f2328;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{max-width:54rem;margin:0 auto;padding:1.5rem 1rem 3rem}
        h1{font-size:1.7rem;margin:0 0 .3rem}
        h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid #d1d9e0}
        p{margin:.3rem 0}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        caption{text-align:left;color:#59636e;padding-bottom:.3rem}
        th,td{padding:.22rem .8rem .22rem 0;text-align:left;border-bottom:1px solid #d1d9e0;vertical-align:top}
        thead th{border-bottom:2px solid #8c959f}
        tbody th{font-weight:400;white-space:nowrap}
        .number{text-align:right;padding:.22rem 0 .22rem 1.2rem}
        .figures{display:flex;flex-wrap:wrap;gap:.6rem 2.2rem;margin:1rem 0 0}
        .figures dt{color:#59636e}
        .figures dd{margin:0;font-size:1.5rem;font-weight:600}
        .picture{overflow-x:auto;margin-left:-14px}
        svg{display:block;margin:.6rem 0}
        @media(prefers-color-scheme:dark){
        body{background:#0d1117;color:#e6edf3}
        h2,th,td{border-color:#3d444d}
        caption,.figures dt{color:#9198a1}
        }
        """;

    private readonly SvgWriter _body = new();

    /// <summary>Starts a section.</summary>
    public void Heading(string text) => _body.TextElement("h2", text);

    public void Paragraph(string text) => _body.TextElement("p", text);

    public void Chart(Chart chart)
    {
        _body.Start("div", ("class", "picture"));
        _body.Raw(chart.ToElement());
        _body.End();
    }

    /// <summary>A few large figures with their names.</summary>
    public void Figures(IEnumerable<(string Name, string Value)> figures)
    {
        _body.Start("dl", ("class", "figures"));
        foreach (var (name, value) in figures)
        {
            _body.Start("div");
            _body.TextElement("dt", name);
            _body.TextElement("dd", value);
            _body.End();
        }

        _body.End();
    }

    /// <summary>Writes a table; the first cell of a row heads it.</summary>
    /// <param name="caption">What the table holds.</param>
    /// <param name="headings">The heads of the columns; none for pairs of names and values.</param>
    /// <param name="textColumns">How many columns from the left hold text; the others hold numbers, and go to the right.</param>
    /// <param name="rows">The cells.</param>
    public void Table(string caption, IReadOnlyList<string> headings, int textColumns, IEnumerable<IReadOnlyList<string>> rows)
    {
        string Class(int column) => column < textColumns ? "" : "number";
        _body.Start("div", ("class", "wide"));
        _body.Start("table");
        _body.TextElement("caption", caption);
        if (headings.Count > 0)
        {
            _body.Start("thead");
            _body.Start("tr");
            foreach (var (column, heading) in headings.Index())
            {
                _body.TextElement("th", heading, ("scope", "col"), ("class", Class(column)));
            }

            _body.End();
            _body.End();
        }

        _body.Start("tbody");
        foreach (IReadOnlyList<string> row in rows)
        {
            _body.Start("tr");
            foreach (var (column, cell) in row.Index())
            {
                if (column == 0)
                {
                    _body.TextElement("th", cell, ("scope", "row"));
                }
                else
                {
                    _body.TextElement("td", cell, ("class", Class(column)));
                }
            }

            _body.End();
        }

        _body.End();
        _body.End();
        _body.End();
    }

    /// <summary>The whole page.</summary>
    public override string ToString()
    {
        string heading = SvgWriter.Escape(title);
        return new StringBuilder()
            .Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .Append("<title>").Append(heading).Append("</title>\n<style>\n")
            .Append(Sheet.ReplaceLineEndings("\n")).Append('\n').Append(ChartStyle.Sheet.ReplaceLineEndings("\n"))
            .Append("\n</style>\n</head>\n<body>\n<main>\n<h1>").Append(heading).Append("</h1>\n")
            .Append(_body)
            .Append("</main>\n</body>\n</html>\n")
            .ToString();
    }
}
