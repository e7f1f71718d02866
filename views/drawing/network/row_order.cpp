#include "views/drawing/network/row_order.h"

#include <algorithm>
#include <numeric>

namespace waferscope {

namespace {

constexpr std::size_t kMostToSwap = 600; ///< points beyond which neighbours are not tried in turn

using Places = std::vector<std::size_t>; ///< by point: its number in its row

void number(const std::vector<std::size_t>& row, Places& places)
{
    for (std::size_t place = 0; place < row.size(); ++place)
        places[row[place]] = place;
}

Places placesOf(const RowGraph& graph)
{
    Places places(graph.above.size(), 0);
    for (const std::vector<std::size_t>& row : graph.rows)
        number(row, places);
    return places;
}

/// Pairs in the wrong order, counted with a binary indexed tree.
std::size_t inversionsOf(const std::vector<std::size_t>& sequence, std::size_t places)
{
    std::vector<std::size_t> tree(places + 1, 0);
    std::size_t inversions = 0;
    for (std::size_t seen = 0; seen < sequence.size(); ++seen) {
        std::size_t notRight = 0;
        for (std::size_t at = sequence[seen] + 1; at > 0; at &= at - 1)
            notRight += tree[at];
        inversions += seen - notRight;
        for (std::size_t at = sequence[seen] + 1; at <= places; at += at & (~at + 1))
            ++tree[at];
    }
    return inversions;
}

std::size_t crossingsBelow(const RowGraph& graph, std::size_t row, const Places& places)
{
    std::vector<std::size_t> ends;
    for (const std::size_t point : graph.rows[row]) {
        const std::size_t first = ends.size();
        for (const std::size_t neighbour : graph.below[point])
            ends.push_back(places[neighbour]);
        std::sort(ends.begin() + static_cast<std::ptrdiff_t>(first), ends.end());
    }
    return inversionsOf(ends, graph.rows[row + 1].size());
}

/// Sorts a row by the mean place of its neighbours; points without any stay where they are.
void sortByNeighbours(std::vector<std::size_t>& row, const std::vector<std::vector<std::size_t>>& neighbours,
                      Places& places)
{
    std::vector<std::pair<double, std::size_t>> wanted;
    std::vector<std::size_t> free; ///< places in the row that are to be filled
    for (std::size_t place = 0; place < row.size(); ++place) {
        const std::vector<std::size_t>& all = neighbours[row[place]];
        if (all.empty())
            continue;
        const double sum = std::accumulate(all.begin(), all.end(), 0.0, [&places](double before, std::size_t point) {
            return before + static_cast<double>(places[point]);
        });
        wanted.emplace_back(sum / static_cast<double>(all.size()), row[place]);
        free.push_back(place);
    }
    std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < free.size(); ++i)
        row[free[i]] = wanted[i].second;
    number(row, places);
}

/// Crossings of the ways of two neighbours in a row, the first on the left.
std::size_t crossingsOfPair(const std::vector<std::size_t>& left, const std::vector<std::size_t>& right,
                            const Places& places)
{
    std::size_t crossings = 0;
    for (const std::size_t one : left)
        for (const std::size_t other : right)
            crossings += places[one] > places[other] ? 1 : 0;
    return crossings;
}

bool swapNeighbours(RowGraph& graph, std::vector<std::size_t>& row, Places& places)
{
    bool better = false;
    for (std::size_t place = 0; place + 1 < row.size(); ++place) {
        const std::size_t left = row[place];
        const std::size_t right = row[place + 1];
        const auto together = [&](std::size_t one, std::size_t other) {
            return crossingsOfPair(graph.above[one], graph.above[other], places)
                + crossingsOfPair(graph.below[one], graph.below[other], places);
        };
        if (together(right, left) >= together(left, right))
            continue;
        std::swap(row[place], row[place + 1]);
        std::swap(places[left], places[right]);
        better = true;
    }
    return better;
}

void sweep(RowGraph& graph, Places& places, bool down)
{
    const std::size_t rows = graph.rows.size();
    for (std::size_t step = 1; step < rows; ++step) {
        const std::size_t row = down ? step : rows - 1 - step;
        sortByNeighbours(graph.rows[row], down ? graph.above : graph.below, places);
    }
    if (graph.above.size() > kMostToSwap)
        return;
    for (std::vector<std::size_t>& row : graph.rows)
        swapNeighbours(graph, row, places);
}

} // namespace

std::size_t crossingsOf(const RowGraph& graph)
{
    const Places places = placesOf(graph);
    std::size_t crossings = 0;
    for (std::size_t row = 0; row + 1 < graph.rows.size(); ++row)
        crossings += crossingsBelow(graph, row, places);
    return crossings;
}

void untangle(RowGraph& graph, int sweeps)
{
    Places places = placesOf(graph);
    std::size_t fewest = crossingsOf(graph);
    std::vector<std::vector<std::size_t>> best = graph.rows;
    for (int time = 0; time < sweeps && fewest > 0; ++time) {
        sweep(graph, places, time % 2 == 0);
        const std::size_t crossings = crossingsOf(graph);
        if (crossings >= fewest)
            continue;
        fewest = crossings;
        best = graph.rows;
    }
    graph.rows = std::move(best);
}

} // namespace waferscope
