#include "core/layout/link_loads.h"

#include "core/base/check.h"

#include <algorithm>
#include <atomic>

namespace waferscope {

namespace {

/// Whole blocks of a fixed size first: those the compiler turns into vector instructions.
constexpr std::ptrdiff_t kBlock = 16;

std::uint32_t largest(const std::uint32_t* load, const std::uint32_t* end)
{
    std::uint32_t block[kBlock] = {};
    for (; end - load >= kBlock; load += kBlock)
        for (std::ptrdiff_t i = 0; i < kBlock; ++i)
            block[i] = std::max(block[i], load[i]);
    std::uint32_t worst = *std::max_element(block, block + kBlock);
    for (; load != end; ++load)
        worst = std::max(worst, *load);
    return worst;
}

void addTo(std::uint32_t* load, const std::uint32_t* end, std::uint32_t by)
{
    for (; end - load >= kBlock; load += kBlock)
        for (std::ptrdiff_t i = 0; i < kBlock; ++i)
            load[i] += by;
    for (; load != end; ++load)
        *load += by;
}

/// Whether two lines, null where nothing ever ran, carry the same from one place to before another.
bool alike(const std::uint32_t* a, const std::uint32_t* b, int first, int last)
{
    if (a == b)
        return true;
    if (a && b)
        return std::equal(a + first, a + last, b + first);
    const std::uint32_t* only = a ? a : b;
    return std::all_of(only + first, only + last, [](std::uint32_t load) { return load == 0; });
}

} // namespace

LinkLoads::LinkLoads(int columns, int rows)
    : m_columns(columns)
    , m_rows(rows)
    , m_lines(2 * (static_cast<std::size_t>(columns) + static_cast<std::size_t>(rows)))
{
}

std::size_t LinkLoads::lineOf(Direction direction, PeCoord pe) const
{
    const auto x = static_cast<std::size_t>(pe.x);
    const auto y = static_cast<std::size_t>(pe.y);
    const auto rows = static_cast<std::size_t>(m_rows);
    switch (direction) {
    case Direction::East: return y;
    case Direction::West: return rows + y;
    case Direction::South: return 2 * rows + x;
    case Direction::North: break;
    }
    return 2 * rows + static_cast<std::size_t>(m_columns) + x;
}

std::size_t LinkLoads::lengthOf(std::size_t line) const
{
    return static_cast<std::size_t>(line < 2 * static_cast<std::size_t>(m_rows) ? m_columns : m_rows);
}

std::uint32_t LinkLoads::at(Direction direction, PeCoord pe) const
{
    WAFERSCOPE_CHECK(pe.x >= 0 && pe.x < m_columns && pe.y >= 0 && pe.y < m_rows);
    const Line& line = m_lines[lineOf(direction, pe)];
    return line ? line[isHorizontal(direction) ? pe.x : pe.y] : 0;
}

LinkLoads::Stretch LinkLoads::stretchOf(const LaneRun& run) const
{
    const bool horizontal = isHorizontal(run.direction);
    const int place = horizontal ? run.from.x : run.from.y;
    const int other = horizontal ? run.from.y : run.from.x;
    if (other < 0 || other >= (horizontal ? m_rows : m_columns))
        return {};
    const int first = grows(run.direction) ? place : place - run.length + 1;
    const int begin = std::max(0, first);
    const int end = std::min(first + run.length, horizontal ? m_columns : m_rows);
    return end <= begin ? Stretch{} : Stretch{lineOf(run.direction, run.from), begin, end};
}

std::uint32_t LinkLoads::worst(std::span<const LaneRun> runs, std::uint32_t enough) const
{
    std::uint32_t worst = 0;
    for (const LaneRun& run : runs) {
        const Stretch stretch = stretchOf(run);
        if (stretch.first == stretch.last || !m_lines[stretch.line])
            continue;
        const std::uint32_t* line = m_lines[stretch.line].get();
        worst = std::max(worst, largest(line + stretch.first, line + stretch.last));
        if (worst >= enough)
            break;
    }
    return worst;
}

void LinkLoads::add(std::span<const LaneRun> runs)
{
    for (const LaneRun& run : runs)
        change(run, static_cast<std::uint32_t>(run.wavelets));
}

void LinkLoads::remove(std::span<const LaneRun> runs)
{
    for (const LaneRun& run : runs)
        change(run, 0U - static_cast<std::uint32_t>(run.wavelets)); // wraps: taking away is exact
}

/// A line to write to: a new one where there was none, a copy where another snapshot holds it as well.
std::uint32_t* LinkLoads::ownLine(std::size_t line)
{
    Line& own = m_lines[line];
    if (!own) {
        own = std::make_shared<std::uint32_t[]>(lengthOf(line));
    } else if (own.use_count() > 1) {
        Line copy = std::make_shared_for_overwrite<std::uint32_t[]>(lengthOf(line));
        std::copy_n(own.get(), lengthOf(line), copy.get());
        own = std::move(copy);
    } else {
        std::atomic_thread_fence(std::memory_order_acquire); // another thread may just have let go of it
    }
    return own.get();
}

void LinkLoads::change(const LaneRun& run, std::uint32_t by)
{
    const Stretch stretch = stretchOf(run);
    if (stretch.first == stretch.last)
        return;
    std::uint32_t* line = ownLine(stretch.line);
    addTo(line + stretch.first, line + stretch.last, by);
}

bool LinkLoads::equalOn(std::span<const LaneRun> runs, const LinkLoads& other) const
{
    return std::all_of(runs.begin(), runs.end(), [&](const LaneRun& run) {
        const Stretch stretch = stretchOf(run);
        return stretch.first == stretch.last
            || alike(m_lines[stretch.line].get(), other.m_lines[stretch.line].get(), stretch.first, stretch.last);
    });
}

bool operator==(const LinkLoads& a, const LinkLoads& b)
{
    if (a.m_columns != b.m_columns || a.m_rows != b.m_rows)
        return false;
    for (std::size_t i = 0; i < a.m_lines.size(); ++i)
        if (!alike(a.m_lines[i].get(), b.m_lines[i].get(), 0, static_cast<int>(a.lengthOf(i))))
            return false;
    return true;
}

} // namespace waferscope
