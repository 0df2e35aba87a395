namespace Engine.Charts;

/// <summary>
/// The colours of all charts, light and dark. There is no background: a chart lies on whatever page shows it.
/// </summary>
internal static class ChartStyle
{
    /// <summary>How many series have a colour of their own: classes s0, s1, and so on.</summary>
    public const int SeriesColours = 4;

    /// <summary>The style sheet.</summary>
    public const string Sheet = """
        .chart{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;max-width:100%;height:auto}
        .chart text{font-size:12px;fill:#1f2328}
        .chart .title{font-size:16px;font-weight:600}
        .chart .small{font-size:10.5px}
        .chart .strong{font-weight:600}
        .chart .middle{text-anchor:middle}
        .chart .end{text-anchor:end}
        .chart .figures{font-variant-numeric:tabular-nums}
        .chart .dim{fill:#59636e}
        .chart .axis{stroke:#59636e;fill:none}
        .chart .grid{stroke:#d1d9e0;fill:none}
        .chart .frame{stroke:#8c959f;fill:none}
        .chart .arrow{fill:#59636e}
        .chart .edge{stroke:#59636e;fill:none;stroke-opacity:.35;stroke-width:.6}
        .chart .line{stroke-width:2;stroke-linejoin:round;stroke-linecap:round;fill:none!important}
        .chart .pixels{image-rendering:pixelated}
        .chart .s0,.chart .right{fill:#0860ca;stroke:#0860ca}
        .chart .s1{fill:#bc4c00;stroke:#bc4c00}
        .chart .s2{fill:#1a7f37;stroke:#1a7f37}
        .chart .s3{fill:#8250df;stroke:#8250df}
        .chart .wrong{fill:#cf222e;stroke:#cf222e}
        .chart .other{fill:#8c959f;stroke:#8c959f}
        .chart text{stroke:none!important}
        .chart rect:not(.frame){stroke:none!important}
        .chart text.on{fill:#fff}
        @media(prefers-color-scheme:dark){
        .chart text{fill:#e6edf3}
        .chart .dim{fill:#9198a1}
        .chart .axis{stroke:#9198a1}
        .chart .grid{stroke:#3d444d}
        .chart .frame{stroke:#656c76}
        .chart .arrow{fill:#9198a1}
        .chart .edge{stroke:#9198a1}
        .chart .s0,.chart .right{fill:#58a6ff;stroke:#58a6ff}
        .chart .s1{fill:#f0883e;stroke:#f0883e}
        .chart .s2{fill:#3fb950;stroke:#3fb950}
        .chart .s3{fill:#bc8cff;stroke:#bc8cff}
        .chart .wrong{fill:#ff7b72;stroke:#ff7b72}
        .chart .other{fill:#656c76;stroke:#656c76}
        .chart text.on{fill:#0d1117}
        }
        """;
}
