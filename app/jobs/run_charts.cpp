#include "app/jobs/run_charts.h"

#include <QCoreApplication>

#include <algorithm>

namespace waferscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Charts", text);
}

/// A little above what is reached; of a share, the whole.
double topOf(const RunSeries& series)
{
    if (series.kind == SeriesKind::CoreUse || series.kind == SeriesKind::MemoryUse)
        return 100.0;
    const auto most = std::max_element(series.values.begin(), series.values.end());
    return most == series.values.end() || *most <= 0.0 ? 1.0 : *most * 1.1;
}

ChartSeries chartOf(const RunSeries& series)
{
    const double top = topOf(series);
    switch (series.kind) {
    case SeriesKind::CoreUse: return {tr("Core use, % of all PEs"), series.values, top, QStringLiteral("%")};
    case SeriesKind::FabricStreams:
        return {tr("Streams between kernels, TB/s"), series.values, top, QStringLiteral("TB/s")};
    case SeriesKind::WeightStreams:
        return {tr("Weights in and gradients out, GB/s"), series.values, top, QStringLiteral("GB/s")};
    case SeriesKind::MemoryUse: break;
    }
    return {tr("SRAM used, % of the wafer"), series.values, top, QStringLiteral("%")};
}

} // namespace

ChartTime chartTimeOf(Cycles length, Hertz clock)
{
    const double seconds = (length / clock).count();
    if (seconds < 1e-3)
        return {u"µs", clock.count() * 1e-6};
    if (seconds < 1.0)
        return {u"ms", clock.count() * 1e-3};
    return {u"s", clock.count()};
}

std::shared_ptr<const ChartData> chartsOf(const std::vector<RunSeries>& series, Cycles length, Hertz clock)
{
    const ChartTime time = chartTimeOf(length, clock);
    auto data = std::make_shared<ChartData>();
    data->timeUnit = QString::fromUtf16(time.unit);
    for (int part = 0; part < kSeriesParts; ++part)
        data->times.push_back(static_cast<double>(length.count()) / kSeriesParts * part / time.cycles);
    std::transform(series.begin(), series.end(), std::back_inserter(data->series), chartOf);
    return data;
}

} // namespace waferscope
