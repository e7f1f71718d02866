#include "mapping/placement/strip_layout.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kMostExtra = 250;
constexpr std::size_t kMostMoved = 5; ///< kernels at once
constexpr int kPriceShare = 20; ///< of 100 changes: with a price that falls

int pick(Random& random, std::size_t bound)
{
    return static_cast<int>(random.below(bound));
}

FabricSide randomSide(Random& random)
{
    return static_cast<FabricSide>(random.below(4));
}

/// A few kernels change from one strip to its neighbour.
void moveBoundary(StripLayout& layout, Random& random)
{
    std::vector<Strip>& strips = layout.strips;
    if (strips.size() < 2)
        return;
    Strip* from = &strips[random.below(strips.size() - 1)];
    Strip* to = from + 1;
    if (random.below(2) == 0)
        std::swap(from, to);
    const int moved = 1 + pick(random, random.below(3) == 0 ? 3 : 1);
    if (from->kernels <= moved)
        return;
    from->kernels -= moved;
    to->kernels += moved;
}

void turnStrip(StripLayout& layout, Random& random)
{
    Strip& strip = layout.strips[random.below(layout.strips.size())];
    strip.side = randomSide(random);
    if (random.below(2) == 0)
        strip.isReversed = !strip.isReversed;
}

void reverseStrip(StripLayout& layout, Random& random)
{
    Strip& strip = layout.strips[random.below(layout.strips.size())];
    strip.isReversed = !strip.isReversed;
}

void changeStacks(StripLayout& layout, Random& random)
{
    const int times = random.below(3) == 0 ? 2 : 1;
    for (int time = 0; time < times; ++time) {
        std::uint8_t& stacked = layout.isStacked[1 + random.below(layout.order.size() - 1)];
        stacked = stacked == 0 ? 1 : 0;
    }
}

void swapNeighbours(StripLayout& layout, Random& random)
{
    const std::size_t at = random.below(layout.order.size() - 1);
    std::swap(layout.order[at], layout.order[at + 1]);
}

void moveKernel(StripLayout& layout, Random& random)
{
    const int last = static_cast<int>(layout.order.size()) - 1;
    const int from = pick(random, layout.order.size());
    const int to = std::clamp(from + pick(random, 9) - 4, 0, last);
    const auto begin = layout.order.begin();
    if (from < to)
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    else
        std::rotate(begin + to, begin + from, begin + from + 1);
}

/// Strips without the kernels at these places; those that become empty are gone.
void takeFromStrips(std::vector<Strip>& strips, std::size_t from, std::size_t count)
{
    int first = static_cast<int>(from);
    int left = static_cast<int>(count);
    for (Strip& strip : strips) {
        const int taken = std::clamp(strip.kernels - first, 0, left);
        first = std::max(0, first - strip.kernels);
        strip.kernels -= taken;
        left -= taken;
    }
    std::erase_if(strips, [](const Strip& strip) { return strip.kernels == 0; });
}

/// A few neighbours of the order leave their strips for a strip of their own, or for a place on any other.
void moveGroup(StripLayout& layout, Random& random)
{
    const std::size_t count = layout.order.size();
    const std::size_t moved = 1 + random.below(std::min<std::size_t>(kMostMoved, count - 1));
    const std::size_t from = random.below(count - moved + 1);
    const auto first = layout.order.begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<std::size_t> group(first, first + static_cast<std::ptrdiff_t>(moved));
    layout.order.erase(first, first + static_cast<std::ptrdiff_t>(moved));
    if (random.below(2) == 0)
        std::reverse(group.begin(), group.end());
    takeFromStrips(layout.strips, from, moved);
    std::size_t to = 0;
    if (random.below(2) == 0) {
        const std::size_t at = random.below(layout.strips.size() + 1);
        for (std::size_t strip = 0; strip < at; ++strip)
            to += static_cast<std::size_t>(layout.strips[strip].kernels);
        Strip strip;
        strip.kernels = static_cast<int>(moved);
        strip.side = randomSide(random);
        strip.isReversed = random.below(2) == 0;
        layout.strips.insert(layout.strips.begin() + static_cast<std::ptrdiff_t>(at), strip);
    } else {
        const std::size_t at = random.below(layout.strips.size());
        for (std::size_t strip = 0; strip < at; ++strip)
            to += static_cast<std::size_t>(layout.strips[strip].kernels);
        to += random.below(static_cast<std::size_t>(layout.strips[at].kernels) + 1);
        layout.strips[at].kernels += static_cast<int>(moved);
    }
    layout.order.insert(layout.order.begin() + static_cast<std::ptrdiff_t>(to), group.begin(), group.end());
}

void changeExtra(StripLayout& layout, Random& random)
{
    Strip& strip = layout.strips[random.below(layout.strips.size())];
    const int step = 1 + pick(random, random.below(2) == 0 ? 2 : 12);
    strip.extra = std::clamp(strip.extra + (random.below(2) == 0 ? step : -step), 0, kMostExtra);
}

/// Prices only rise by themselves.
void lowerPrice(StripLayout& layout, Random& random)
{
    Strip& strip = layout.strips[random.below(layout.strips.size())];
    strip.lengthPrice = std::max(0, strip.lengthPrice - 1 - pick(random, 2));
}

void joinStrips(StripLayout& layout, Random& random)
{
    std::vector<Strip>& strips = layout.strips;
    if (strips.size() < 2)
        return;
    const auto first = strips.begin() + pick(random, strips.size() - 1);
    first->kernels += (first + 1)->kernels;
    strips.erase(first + 1);
}

void cutStrip(StripLayout& layout, Random& random)
{
    const auto cut = layout.strips.begin() + pick(random, layout.strips.size());
    if (cut->kernels < 2)
        return;
    Strip rest;
    rest.kernels = cut->kernels;
    rest.side = randomSide(random);
    rest.isReversed = random.below(2) == 0;
    cut->kernels = 1 + pick(random, static_cast<std::size_t>(cut->kernels - 1));
    rest.kernels -= cut->kernels;
    layout.strips.insert(cut + 1, rest);
}

void swapSides(StripLayout& layout, Random& random)
{
    std::vector<Strip>& strips = layout.strips;
    if (strips.size() < 2)
        return;
    const std::size_t at = random.below(strips.size() - 1);
    std::swap(strips[at].side, strips[at + 1].side);
    std::swap(strips[at].isReversed, strips[at + 1].isReversed);
}

struct Change {
    int share; ///< of 100
    void (*apply)(StripLayout& layout, Random& random);
};

constexpr Change kChanges[] = {{22, moveBoundary},  {11, turnStrip}, {7, reverseStrip}, {9, changeStacks},
                               {6, swapNeighbours}, {4, moveKernel}, {9, changeExtra},  {6, joinStrips},
                               {6, cutStrip},       {6, swapSides},  {14, moveGroup}};

} // namespace

StripLayout randomLayout(const std::vector<std::size_t>& order, int mostStrips, Random& random)
{
    StripLayout layout;
    layout.order = order;
    layout.isStacked.assign(order.size(), 0);
    const int strips = 1 + pick(random, static_cast<std::size_t>(std::max(1, mostStrips)));
    const int kind = pick(random, 3); // rows, columns, any sides
    int left = static_cast<int>(order.size());
    for (int index = 0; index < strips && left > 0; ++index) {
        const int after = strips - 1 - index;
        Strip strip;
        strip.kernels =
            after == 0 ? left : std::clamp(left / (after + 1) + pick(random, 3) - 1, 1, std::max(1, left - after));
        strip.side = kind == 0 ? FabricSide::North : kind == 1 ? FabricSide::West : randomSide(random);
        strip.isReversed = kind == 2 ? random.below(2) == 0 : index % 2 == 1;
        left -= strip.kernels;
        layout.strips.push_back(strip);
    }
    return layout;
}

void change(StripLayout& layout, Random& random)
{
    if (layout.order.size() < 2)
        return;
    if (pick(random, 100) < kPriceShare)
        lowerPrice(layout, random);
    int chosen = pick(random, 100);
    for (const Change& candidate : kChanges) {
        chosen -= candidate.share;
        if (chosen < 0) {
            candidate.apply(layout, random);
            return;
        }
    }
}

} // namespace waferscope
