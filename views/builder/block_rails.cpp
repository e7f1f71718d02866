#include "views/builder/block_rails.h"

#include "core/blocks/spec_edits.h"

#include <algorithm>
#include <optional>

namespace waferscope {

namespace {

/// What one row gives, while it runs down.
struct Rail {
    std::size_t row = 0;
    std::size_t lastReader = 0;
};

using Lanes = std::vector<std::optional<Rail>>;

std::vector<std::vector<std::size_t>> sourceRows(const NetworkSpec& spec)
{
    const std::size_t inputs = spec.inputs.size();
    std::vector<std::vector<std::size_t>> rows(inputs);
    for (std::size_t block = 0; block < spec.blocks.size(); ++block) {
        std::vector<std::size_t> sources;
        for (const BlockPlace& place : sourcesOf(spec, block))
            sources.push_back(place.kind == BlockPlace::Kind::Input ? place.index : inputs + place.index);
        rows.push_back(std::move(sources));
    }
    return rows;
}

std::vector<std::size_t> lastReaders(const std::vector<std::vector<std::size_t>>& sources)
{
    std::vector<std::size_t> last(sources.size());
    for (std::size_t row = 0; row < sources.size(); ++row) {
        last[row] = row;
        for (const std::size_t source : sources[row])
            last[source] = row;
    }
    return last;
}

/// Draws a row into the lanes: what it reads leads in, what nobody reads any more ends.
RailRow drawn(Lanes& lanes, std::size_t row, const std::vector<std::size_t>& sources)
{
    RailRow drawing;
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) {
        if (!lanes[lane])
            continue;
        const int number = static_cast<int>(lane);
        if (std::find(sources.begin(), sources.end(), lanes[lane]->row) != sources.end())
            drawing.into.push_back(number);
        if (lanes[lane]->lastReader == row)
            lanes[lane].reset();
        else
            drawing.through.push_back(number);
    }
    return drawing;
}

} // namespace

std::vector<RailRow> railsOf(const NetworkSpec& spec)
{
    const std::vector<std::vector<std::size_t>> sources = sourceRows(spec);
    const std::vector<std::size_t> last = lastReaders(sources);
    Lanes lanes;
    std::vector<RailRow> rows;
    for (std::size_t row = 0; row < sources.size(); ++row) {
        RailRow drawing = drawn(lanes, row, sources[row]);
        const auto free = std::find(lanes.begin(), lanes.end(), std::nullopt);
        drawing.lane = static_cast<int>(free - lanes.begin());
        drawing.goesOn = last[row] > row;
        if (drawing.goesOn) {
            if (free == lanes.end())
                lanes.push_back(Rail{row, last[row]});
            else
                *free = Rail{row, last[row]};
        }
        rows.push_back(std::move(drawing));
    }
    return rows;
}

} // namespace waferscope
