namespace Engine.Images;

/// <summary>The background of a picture as a plane of grey, fitted to the picture's edge without regard to what is drawn there.</summary>
internal sealed class BackgroundPlane
{
    // Of the shorter side: how broad the edge is that the plane is fitted to.
    private const int EdgeShare = 14;
    private const int Rounds = 8;

    // A plane has three unknowns; so many points of the edge are more than enough.
    private const int MaxPoints = 2000;

    // Turns the median of absolute deviations into the standard deviation of normal noise.
    private const float MadToSigma = 1.4826f;

    private readonly double _constant;
    private readonly double _slopeX;
    private readonly double _slopeY;

    private BackgroundPlane(double constant, double slopeX, double slopeY, float noise)
    {
        _constant = constant;
        _slopeX = slopeX;
        _slopeY = slopeY;
        Noise = noise;
    }

    /// <summary>The standard deviation of the edge around the plane, estimated by the median.</summary>
    public float Noise { get; }

    public static BackgroundPlane Fit(RasterImage grey)
    {
        List<(double X, double Y, double Value)> edge = Edge(grey);
        var plane = new BackgroundPlane(Median(edge.Select(point => point.Value)), 0, 0, 0);
        double noise = Deviation(plane, edge);

        // Least squares, again and again, with less weight for what lies far from the plane: strokes up to the edge.
        for (int round = 0; round < Rounds; round++)
        {
            plane = FitWeighted(edge, plane, Math.Max(1, noise));
            noise = Deviation(plane, edge);
        }

        return new BackgroundPlane(plane._constant, plane._slopeX, plane._slopeY, (float)noise);
    }

    /// <summary>The picture without its background.</summary>
    public float[] Subtract(RasterImage grey)
    {
        ReadOnlySpan<byte> pixels = grey.Pixels.Span;
        var difference = new float[pixels.Length];
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = (float)(pixels[i] - At(Coordinate(i % grey.Width, grey.Width), Coordinate(i / grey.Width, grey.Height)));
        }

        return difference;
    }

    private static List<(double X, double Y, double Value)> Edge(RasterImage grey)
    {
        int breadth = Math.Max(1, Math.Min(grey.Width, grey.Height) / EdgeShare);
        int inner = Math.Max(0, grey.Width - (2 * breadth)) * Math.Max(0, grey.Height - (2 * breadth));
        int step = Math.Max(1, ((grey.Width * grey.Height) - inner) / MaxPoints);
        ReadOnlySpan<byte> pixels = grey.Pixels.Span;
        var edge = new List<(double X, double Y, double Value)>();
        int number = 0;
        for (int y = 0; y < grey.Height; y++)
        {
            bool whole = y < breadth || y >= grey.Height - breadth;
            for (int x = 0; x < grey.Width; x++)
            {
                if (!whole && x == breadth)
                {
                    x = Math.Max(breadth, grey.Width - breadth);
                }

                if (number++ % step == 0)
                {
                    edge.Add((Coordinate(x, grey.Width), Coordinate(y, grey.Height), pixels[(y * grey.Width) + x]));
                }
            }
        }

        return edge;
    }

    // From -1 to 1.
    private static double Coordinate(int place, int size) => size == 1 ? 0 : (2.0 * place / (size - 1)) - 1;

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static double Deviation(BackgroundPlane plane, List<(double X, double Y, double Value)> edge) =>
        MadToSigma * Median(edge.Select(point => Math.Abs(point.Value - plane.At(point.X, point.Y))));

    private static BackgroundPlane FitWeighted(List<(double X, double Y, double Value)> edge, BackgroundPlane plane, double scale)
    {
        // Normal equations of the residual, so that a flat background stays exactly what it is.
        double w = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0, r = 0, rx = 0, ry = 0;
        foreach (var point in edge)
        {
            double residual = point.Value - plane.At(point.X, point.Y);
            double ratio = residual / (3 * scale);
            double weight = 1 / ((1 + (ratio * ratio)) * (1 + (ratio * ratio)));
            w += weight;
            x += weight * point.X;
            y += weight * point.Y;
            xx += weight * point.X * point.X;
            xy += weight * point.X * point.Y;
            yy += weight * point.Y * point.Y;
            r += weight * residual;
            rx += weight * residual * point.X;
            ry += weight * residual * point.Y;
        }

        double determinant = Determinant(w, x, y, x, xx, xy, y, xy, yy);
        if (Math.Abs(determinant) < 1e-9 * w * w * w)
        {
            return new BackgroundPlane(plane._constant + (r / w), plane._slopeX, plane._slopeY, 0);
        }

        return new BackgroundPlane(
            plane._constant + (Determinant(r, x, y, rx, xx, xy, ry, xy, yy) / determinant),
            plane._slopeX + (Determinant(w, r, y, x, rx, xy, y, ry, yy) / determinant),
            plane._slopeY + (Determinant(w, x, r, x, xx, rx, y, xy, ry) / determinant),
            0);
    }

    private static double Determinant(double a, double b, double c, double d, double e, double f, double g, double h, double i) =>
        (a * ((e * i) - (f * h))) - (b * ((d * i) - (f * g))) + (c * ((d * h) - (e * g)));

    private double At(double x, double y) => _constant + (_slopeX * x) + (_slopeY * y);
}
