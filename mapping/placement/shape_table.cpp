#include "mapping/placement/shape_table.h"

#include "core/base/check.h"

#include <algorithm>
#include <map>
#include <utility>

namespace waferscope {

ShapeTable::ShapeTable(const PlacementProblem& problem, std::int64_t target, std::size_t mostChoices)
    : m_problem(problem)
    , m_target(target)
    , m_mostChoices(mostChoices)
    , m_side(std::max(problem.width, problem.height))
    , m_stride(static_cast<std::size_t>(m_side) + 1)
    , m_options(static_cast<std::size_t>(problem.shapes->classCount()))
    , m_leastLength(m_options.size() * m_stride, kNone)
    , m_shortest(m_options.size() * m_stride, 0)
    , m_leastThickness(m_options.size() * m_stride, kNone)
{
    std::vector<std::int64_t> areas;
    for (int kernelClass = 0; kernelClass < problem.shapes->classCount(); ++kernelClass) {
        fill(kernelClass);
        std::int64_t least = kNoArea;
        for (const ShapeOption& option : options(kernelClass)) {
            least = std::min(least, std::int64_t{option.width} * option.height);
            m_slowest = std::max(m_slowest, option.time);
        }
        areas.push_back(least);
    }
    for (const std::size_t kernel : problem.order)
        m_leastArea = std::min(kNoArea, m_leastArea + areas[static_cast<std::size_t>(problem.shapes->classOf(kernel))]);
}

void ShapeTable::fill(int kernelClass)
{
    m_options[static_cast<std::size_t>(kernelClass)] = m_problem.shapes->shapes(kernelClass, m_target);
    const std::vector<ShapeOption>& all = options(kernelClass);
    const auto offer = [&](int thickness, int length, int shape) {
        if (thickness > m_side || length >= m_leastLength[at(kernelClass, thickness)])
            return;
        m_leastLength[at(kernelClass, thickness)] = length;
        m_shortest[at(kernelClass, thickness)] = shape;
    };
    for (int option = 0; option < static_cast<int>(all.size()); ++option) {
        const ShapeOption& shape = all[static_cast<std::size_t>(option)];
        offer(shape.height, shape.width, 2 * option);
        offer(shape.width, shape.height, 2 * option + 1);
    }
    for (int size = 1; size <= m_side; ++size)
        offer(size, leastLength(kernelClass, size - 1), m_shortest[at(kernelClass, size - 1)]);
    int* const thickness = &m_leastThickness[at(kernelClass, 0)];
    for (int size = m_side; size >= 1; --size)
        if (leastLength(kernelClass, size) <= m_side)
            thickness[leastLength(kernelClass, size)] = size;
    for (int size = 1; size <= m_side; ++size)
        thickness[size] = std::min(thickness[size], thickness[size - 1]);
}

StripShape ShapeTable::standing(int kernelClass, int option) const
{
    const ShapeOption& chosen = options(kernelClass)[static_cast<std::size_t>(option)];
    StripShape shape;
    shape.length = chosen.width;
    shape.thickness = chosen.height;
    shape.option = option;
    shape.leastFirst = chosen.leastFirst;
    shape.leastLast = chosen.leastLast;
    shape.mostInputs = chosen.inputs;
    shape.hasOneSplit = m_problem.shapes->isSingle(kernelClass);
    shape.tilesHigh = chosen.tilesHigh;
    shape.tilesWide = chosen.tilesWide;
    shape.time = chosen.time;
    return shape;
}

/// In a thicker strip than it needs, a kernel may have more rows: c that suits its neighbours. With one c for both ends
/// it takes that of the full thickness, which neighbours of the same h and w have too.
StripShape ShapeTable::upright(int kernelClass, int option, int thickness) const
{
    StripShape shape = standing(kernelClass, option);
    const int tiles = shape.tilesHigh * shape.tilesWide;
    shape.mostInputs = std::max(shape.mostInputs, thickness / tiles - 1);
    if (shape.hasOneSplit) {
        shape.thickness = tiles * (shape.mostInputs + 1);
        shape.leastFirst = shape.mostInputs;
        shape.leastLast = shape.mostInputs;
    }
    return shape;
}

StripShape ShapeTable::turned(int kernelClass, int option) const
{
    StripShape shape = standing(kernelClass, option);
    std::swap(shape.length, shape.thickness);
    shape.isTurned = true;
    if (shape.hasOneSplit) {
        shape.leastFirst = shape.mostInputs;
        shape.leastLast = shape.mostInputs;
    }
    return shape;
}

std::vector<StripShape> ShapeTable::choose(int kernelClass, int thickness) const
{
    struct Best {
        int upright = -1;
        int turned = -1;
    };
    std::map<std::pair<int, int>, Best> best; // by h and w
    const std::vector<ShapeOption>& all = options(kernelClass);
    for (int at = 0; at < static_cast<int>(all.size()); ++at) {
        const ShapeOption& option = all[static_cast<std::size_t>(at)];
        Best& found = best[{option.tilesHigh, option.tilesWide}];
        if (option.height <= thickness
            && (found.upright < 0 || option.width < all[static_cast<std::size_t>(found.upright)].width))
            found.upright = at;
        if (option.width <= thickness
            && (found.turned < 0 || option.height < all[static_cast<std::size_t>(found.turned)].height))
            found.turned = at;
    }
    std::vector<StripShape> shapes;
    for (const auto& [tiles, found] : best) {
        if (found.upright >= 0)
            shapes.push_back(upright(kernelClass, found.upright, thickness));
        if (found.turned >= 0)
            shapes.push_back(turned(kernelClass, found.turned));
    }
    std::stable_sort(shapes.begin(), shapes.end(),
                     [](const StripShape& a, const StripShape& b) { return a.length < b.length; });
    if (shapes.size() > m_mostChoices)
        shapes.resize(m_mostChoices);
    return shapes;
}

const std::vector<StripShape>& ShapeTable::choices(int kernelClass, int thickness)
{
    if (m_choices.empty())
        m_choices.resize(m_options.size() * m_stride);
    std::vector<StripShape>& choices = m_choices[at(kernelClass, thickness)];
    if (choices.empty())
        choices = choose(kernelClass, thickness);
    return choices;
}

StripShape ShapeTable::shortest(int kernelClass, int thickness) const
{
    WAFERSCOPE_CHECK(leastLength(kernelClass, thickness) <= m_side);
    const int shape = m_shortest[at(kernelClass, thickness)];
    return shape % 2 == 0 ? upright(kernelClass, shape / 2, thickness) : turned(kernelClass, shape / 2);
}

} // namespace waferscope
