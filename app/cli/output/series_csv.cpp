#include "app/cli/output/series_csv.h"

#include <fmt/format.h>

namespace waferscope {

std::string seriesCsv(const std::vector<RunSeries>& series, Cycles length, Hertz clock)
{
    std::string text = "cycle,seconds";
    for (const RunSeries& each : series)
        text += fmt::format(",{}", nameOf(each.kind));
    text += '\n';
    for (int part = 0; part < kSeriesParts; ++part) {
        const std::int64_t cycle = length.count() * part / kSeriesParts;
        text += fmt::format("{},{}", cycle, (Cycles{cycle} / clock).count());
        for (const RunSeries& each : series)
            text += fmt::format(",{}", each.values[static_cast<std::size_t>(part)]);
        text += '\n';
    }
    return text;
}

} // namespace waferscope
