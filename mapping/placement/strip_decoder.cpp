#include "mapping/placement/strip_decoder.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace waferscope {

namespace {

constexpr double kNoRoom = 1e3; ///< overflow for every kernel that is left when there is no room for a strip
constexpr int kMostOverflow = 64; ///< PEs by which the last strip may be too long
constexpr double kLeastLengthWeight = 0.05; ///< wires never want a kernel long for its own sake
constexpr double kFirstPrice = 0.5; ///< units of wire: what a PE of length costs more at the first level of prices
constexpr double kPriceGrowth = 2.0; ///< from what one level adds to what the next does
constexpr int kMostPriceRounds = 7;

/// Units of wire.
double priceOf(int level)
{
    return kFirstPrice * (std::pow(kPriceGrowth, level) - 1.0) / (kPriceGrowth - 1.0);
}

int distance(HalfPes a, HalfPes b)
{
    return std::abs(a.x - b.x) + std::abs(a.y - b.y);
}

} // namespace

StripDecoder::StripDecoder(const PlacementProblem& problem, ShapeTable& table)
    : m_problem(problem)
    , m_table(&table)
    , m_shapes(problem.size())
    , m_boxes(problem.size())
    , m_runsSouth(problem.size(), 0)
    , m_place(problem.size(), 0)
    , m_gaps(problem.obstacles)
{
    for (std::size_t kernel = 0; kernel < problem.size(); ++kernel)
        m_class.push_back(problem.shapes->classOf(kernel));
}

StripDecoder::Outcome StripDecoder::decode(const StripLayout& layout, double limit)
{
    for (std::size_t place = 0; place < layout.order.size(); ++place)
        m_place[layout.order[place]] = place;
    if (!cutStrips(layout))
        return Outcome::IsHopeless;
    choosePlainShapes(layout);
    place(layout);
    countStreams();
    if (m_problem.weights.adapter > 0.0) {
        if (cost() - m_problem.weights.adapter * m_adapters > limit)
            return Outcome::CostsMore;
        if (chooseShapes(layout))
            place(layout);
        countStreams();
    }
    return m_overflow > 0.0 ? Outcome::Overflows : Outcome::Fits;
}

/// Sizes of the strips, as thick as their kernels need at least and a little more where the layout says so.
bool StripDecoder::cutStrips(const StripLayout& layout)
{
    m_stacks.clear();
    m_strips.clear();
    m_overflow = 0.0;
    PeRect left{{0, 0}, m_problem.width, m_problem.height};
    std::size_t first = 0;
    for (const Strip& strip : layout.strips) {
        LaidStrip laid;
        laid.runsSouth = waferscope::runsSouth(strip.side);
        laid.lengthPrice = strip.lengthPrice;
        laid.bed = {left, laid.runsSouth, strip.side == FabricSide::East || strip.side == FabricSide::South,
                    strip.isReversed};
        laid.length = laid.bed.length();
        laid.along = laid.bed.along();
        laid.firstStack = m_stacks.size();
        cutStacks(layout, strip, first);
        laid.endStack = m_stacks.size();
        if (laid.bed.room() < 1 || laid.length < 1 || !makeRoom(layout, strip, laid)) {
            m_overflow += kNoRoom * static_cast<double>(layout.order.size() - first);
            return false;
        }
        laid.across = laid.bed.across(laid.thickness);
        if (strip.side == FabricSide::West)
            left.origin.x += laid.thickness;
        if (strip.side == FabricSide::North)
            left.origin.y += laid.thickness;
        (laid.runsSouth ? left.width : left.height) -= laid.thickness;
        m_strips.push_back(laid);
        first += static_cast<std::size_t>(strip.kernels);
    }
    return true;
}

/// Thickness of a strip; the last one may be a little too long.
bool StripDecoder::makeRoom(const StripLayout& layout, const Strip& strip, LaidStrip& laid)
{
    const int room = laid.bed.room();
    const bool isLast = &strip == &layout.strips.back();
    const int least = isLast ? lastThickness(layout, laid) : leastThickness(layout, laid);
    if (least > room)
        return false;
    laid.thickness = isLast ? least : std::min(room, least + strip.extra);
    const int wanted = laid.length;
    laid.length += isLast ? kMostOverflow : 0;
    int length = lengthAt(layout, laid, laid.thickness);
    if (length > laid.length && laid.thickness > least) { // an obstacle is in the way of more
        laid.thickness = least;
        length = lengthAt(layout, laid, least);
    }
    if (length > laid.length) {
        m_overflow = std::min<double>(length, kNoRoom);
        return false;
    }
    m_overflow = std::max(0, length - wanted);
    laid.length = std::max(wanted, length);
    return true;
}

void StripDecoder::cutStacks(const StripLayout& layout, const Strip& strip, std::size_t first)
{
    const std::size_t end = first + static_cast<std::size_t>(strip.kernels);
    while (first < end) {
        Stack stack{first, 1, 0};
        while (stack.end() < end && stack.kernels < kMostStacked && layout.isStacked[stack.end()] != 0)
            ++stack.kernels;
        first = stack.end();
        m_stacks.push_back(stack);
    }
}

/// The least length at which the kernels' least thicknesses fit on each other.
int StripDecoder::stackLength(const StripLayout& layout, const Stack& stack, int thickness) const
{
    const std::size_t* const kernels = &layout.order[stack.first];
    if (stack.kernels == 1)
        return m_table->leastLength(m_class[*kernels], thickness);
    const auto fits = [&](int length) {
        int sum = 0;
        for (std::size_t at = 0; at < stack.kernels; ++at)
            sum += m_table->leastThickness(m_class[kernels[at]], length);
        return sum <= thickness;
    };
    int least = 1;
    int most = std::max(m_problem.width, m_problem.height);
    if (!fits(most))
        return ShapeTable::kNone;
    while (least < most) {
        const int middle = (least + most) / 2;
        if (fits(middle))
            most = middle;
        else
            least = middle + 1;
    }
    return most;
}

/// From here on begin() is about a strip on which nothing stands yet.
void StripDecoder::enterGaps(const LaidStrip& strip, int thickness)
{
    if (!m_problem.obstacles.empty())
        m_gaps.enter(strip.bed, thickness);
}

/// Where the next stack of a strip begins, so long, when those before it reach to `end`.
int StripDecoder::begin(int end, int length)
{
    return m_problem.obstacles.empty() ? end : m_gaps.take(length);
}

/// Length that a strip's stacks need; may stop counting beyond what the strip has.
int StripDecoder::lengthAt(const StripLayout& layout, const LaidStrip& strip, int thickness)
{
    enterGaps(strip, thickness);
    int end = 0;
    for (std::size_t at = strip.firstStack; at < strip.endStack && end <= strip.length; ++at) {
        const int length = stackLength(layout, m_stacks[at], thickness);
        m_stacks[at].length = length;
        end = std::max(end, begin(end, length) + length);
    }
    return end;
}

/// More than the room when the strip needs more.
int StripDecoder::leastThickness(const StripLayout& layout, const LaidStrip& strip)
{
    if (m_problem.obstacles.empty())
        return leastBetween(layout, strip, 1, strip.bed.room());
    int least = 1;
    for (const int thickness : m_gaps.thicknesses(strip.bed)) { // more is better as far as it meets no more obstacles
        if (lengthAt(layout, strip, thickness) <= strip.length)
            return leastBetween(layout, strip, least, thickness);
        least = thickness + 1;
    }
    return least;
}

/// One more than `most` when the strip needs more.
int StripDecoder::leastBetween(const StripLayout& layout, const LaidStrip& strip, int least, int most)
{
    int end = most + 1;
    while (least < end) {
        const int middle = (least + end) / 2;
        if (lengthAt(layout, strip, middle) <= strip.length)
            end = middle;
        else
            least = middle + 1;
    }
    return least;
}

/// All that is left for the last strip, or less where obstacles are in the way: that at which it is shortest.
int StripDecoder::lastThickness(const StripLayout& layout, const LaidStrip& strip)
{
    if (m_problem.obstacles.empty())
        return strip.bed.room();
    const std::vector<int>& thicknesses = m_gaps.thicknesses(strip.bed);
    LaidStrip any = strip;
    any.length += kMostOverflow;
    int least = any.length + 1;
    int best = thicknesses.back();
    for (auto thickness = thicknesses.rbegin(); thickness != thicknesses.rend() && least > strip.length; ++thickness)
        if (const int length = lengthAt(layout, any, *thickness); length < least) {
            least = length;
            best = *thickness;
        }
    return best;
}

/// How thick a kernel of a stack may be.
int StripDecoder::shareOf(const LaidStrip& strip, const Stack& stack, std::size_t kernel) const
{
    return stack.kernels == 1 ? strip.thickness : m_table->leastThickness(m_class[kernel], stack.length);
}

void StripDecoder::choosePlainShapes(const StripLayout& layout)
{
    for (const LaidStrip& strip : m_strips)
        for (std::size_t at = strip.firstStack; at < strip.endStack; ++at)
            for (std::size_t place = m_stacks[at].first; place < m_stacks[at].end(); ++place) {
                const std::size_t kernel = layout.order[place];
                m_shapes[kernel] = m_table->shortest(m_class[kernel], shareOf(strip, m_stacks[at], kernel));
                m_runsSouth[kernel] = strip.runsSouth ? 1 : 0;
            }
}

/// Shapes that suit their neighbours, at prices of length that rise on every strip until it holds them. Keeps the plain
/// shapes when they never do.
bool StripDecoder::chooseShapes(const StripLayout& layout)
{
    listChoices(layout);
    weighLengths(layout);
    weighCrossings(layout);
    for (const LaidStrip& strip : m_strips)
        addPrice(strip, priceOf(strip.lengthPrice));
    const std::vector<StripShape> plain = m_shapes;
    for (int round = 0; round < kMostPriceRounds; ++round) {
        const std::vector<int>& chosen = m_choice.choose();
        for (std::size_t place = 0; place < layout.order.size(); ++place)
            m_shapes[layout.order[place]] = (*m_choice.items()[place].shapes)[static_cast<std::size_t>(chosen[place])];
        bool fits = true;
        for (LaidStrip& strip : m_strips)
            if (lengthOf(layout, strip) > strip.length) {
                fits = false;
                addPrice(strip, priceOf(strip.lengthPrice + 1) - priceOf(strip.lengthPrice));
                ++strip.lengthPrice;
            }
        if (fits) {
            measureStacks(layout);
            return true;
        }
    }
    m_shapes = plain;
    return false;
}

/// Length of a strip's stacks with the shapes chosen.
int StripDecoder::lengthOf(const StripLayout& layout, const LaidStrip& strip)
{
    enterGaps(strip, strip.thickness);
    int end = 0;
    for (std::size_t at = strip.firstStack; at < strip.endStack; ++at) {
        const int length = longestOf(layout, m_stacks[at]);
        end = std::max(end, begin(end, length) + length);
    }
    return end;
}

/// A PE of length of a strip's kernels costs so many units of wire more.
void StripDecoder::addPrice(const LaidStrip& strip, double price)
{
    const std::size_t end = m_stacks[strip.endStack - 1].end();
    for (std::size_t place = m_stacks[strip.firstStack].first; place < end; ++place)
        m_choice.items()[place].lengthWeight += m_problem.weights.wire * price;
}

/// Length of the longest kernel of a stack.
int StripDecoder::longestOf(const StripLayout& layout, const Stack& stack) const
{
    int longest = 0;
    for (std::size_t place = stack.first; place < stack.end(); ++place)
        longest = std::max(longest, m_shapes[layout.order[place]].length);
    return longest;
}

void StripDecoder::measureStacks(const StripLayout& layout)
{
    for (Stack& stack : m_stacks)
        stack.length = longestOf(layout, stack);
}

void StripDecoder::place(const StripLayout& layout)
{
    for (const LaidStrip& strip : m_strips) {
        enterGaps(strip, strip.thickness);
        int end = 0;
        for (std::size_t at = strip.firstStack; at < strip.endStack; ++at) {
            const Stack& stack = m_stacks[at];
            const int first = begin(end, stack.length);
            end = first + stack.length;
            placeStack(layout, strip, stack, strip.along + (strip.bed.isReversed ? strip.length - end : first));
        }
    }
}

/// A single kernel on the strip's centre line; a stack beginning at the side that is nearer to the kernel before it.
void StripDecoder::placeStack(const StripLayout& layout, const LaidStrip& strip, const Stack& stack, int along)
{
    int total = 0;
    for (std::size_t place = stack.first; place < stack.end(); ++place)
        total += m_shapes[layout.order[place]].thickness;
    int across = strip.across + (strip.thickness - total) / 2;
    bool isFromEnd = false;
    if (stack.kernels > 1 && stack.first > 0) {
        const PeRect& last = m_boxes[layout.order[stack.first - 1]];
        const int centre = strip.runsSouth ? last.origin.x + last.right() : last.origin.y + last.bottom();
        isFromEnd = std::abs(centre - 2 * across) > std::abs(centre - 2 * (across + total));
    }
    if (isFromEnd)
        across += total;
    for (std::size_t place = stack.first; place < stack.end(); ++place) {
        const StripShape& shape = m_shapes[layout.order[place]];
        if (isFromEnd)
            across -= shape.thickness;
        const int start = along + (stack.length - shape.length) / 2;
        m_boxes[layout.order[place]] = strip.runsSouth ? PeRect{{across, start}, shape.thickness, shape.length}
                                                       : PeRect{{start, across}, shape.length, shape.thickness};
        if (!isFromEnd)
            across += shape.thickness;
    }
}

void StripDecoder::countStreams()
{
    m_wireHalves = 0.0;
    m_adapters = 0.0;
    for (const auto& [from, to, weight] : m_problem.streams) {
        m_wireHalves += weight * distance(centreOf(m_boxes[from]), centreOf(m_boxes[to]));
        m_adapters += weight * adaptersBetween(m_shapes[from], m_shapes[to]);
    }
    for (const auto& [kernel, end, weight] : m_problem.fixedStreams)
        m_wireHalves += weight * distance(centreOf(m_boxes[kernel]), end);
}

/// The shapes that every kernel may have where it stands.
void StripDecoder::listChoices(const StripLayout& layout)
{
    std::vector<AdapterChoice::Item>& items = m_choice.items();
    items.assign(layout.order.size(), {});
    m_stripOf.resize(layout.order.size());
    for (std::size_t index = 0; index < m_strips.size(); ++index) {
        const LaidStrip& strip = m_strips[index];
        for (std::size_t at = strip.firstStack; at < strip.endStack; ++at) {
            const Stack& stack = m_stacks[at];
            const bool isSingle = stack.kernels == 1;
            const bool isBehindSingle = isSingle && at > strip.firstStack && m_stacks[at - 1].kernels == 1;
            for (std::size_t place = stack.first; place < stack.end(); ++place) {
                const std::size_t kernel = layout.order[place];
                items[place].shapes = &m_table->choices(m_class[kernel], shareOf(strip, stack, kernel));
                items[place].longest = isSingle ? strip.length : stack.length;
                items[place].parityCost = isBehindSingle ? 1.0 : 0.0; // on one centre line
                m_stripOf[place] = index;
            }
        }
    }
}

/// What a PE of length of each kernel costs in wires as the boxes lie now: the derivative, since a kernel shifts all
/// that follow it on its strip.
void StripDecoder::weighLengths(const StripLayout& layout)
{
    std::vector<double> shifting(layout.order.size(), 0.0); // differences between a place and the one before it
    std::vector<double> own(layout.order.size(), 0.0);
    const auto pull = [&](std::size_t kernel, HalfPes end, double cost) {
        const HalfPes centre = centreOf(m_boxes[kernel]);
        const int gap = m_runsSouth[kernel] != 0 ? centre.y - end.y : centre.x - end.x;
        const std::size_t place = m_place[kernel];
        const std::size_t strip = m_stripOf[place];
        const int sign = gap > 0 ? 1 : gap < 0 ? -1 : 0;
        const double weight = cost * (layout.strips[strip].isReversed ? -sign : sign);
        shifting[m_stacks[m_strips[strip].firstStack].first] += weight;
        shifting[place] -= weight;
        own[place] += 0.5 * weight;
    };
    for (const auto& [from, to, weight] : m_problem.streams) {
        pull(from, centreOf(m_boxes[to]), weight);
        pull(to, centreOf(m_boxes[from]), weight);
    }
    for (const auto& [kernel, end, weight] : m_problem.fixedStreams)
        pull(kernel, end, weight);
    double sum = 0.0;
    for (std::size_t place = 0; place < layout.order.size(); ++place) {
        sum += shifting[place];
        m_choice.items()[place].lengthWeight = m_problem.weights.wire * std::max(kLeastLengthWeight, sum + own[place]);
    }
}

/// What a change of shapes from one place to the next costs: once for every stream that passes between them.
void StripDecoder::weighCrossings(const StripLayout& layout)
{
    std::vector<AdapterChoice::Item>& items = m_choice.items();
    std::vector<double> crossing(layout.order.size() + 1, 0.0); // differences
    for (const auto& [from, to, weight] : m_problem.streams) {
        const auto [first, second] = std::minmax(m_place[from], m_place[to]);
        crossing[first + 1] += weight;
        crossing[second + 1] -= weight;
        if (m_place[from] == m_place[to] + 1)
            items[m_place[from]].isTarget = false;
    }
    double streams = 0.0;
    for (std::size_t place = 0; place < layout.order.size(); ++place) {
        streams += crossing[place];
        items[place].adapterCost = m_problem.weights.adapter * streams;
        items[place].parityCost *= 0.5 * m_problem.weights.wire * streams;
    }
}

std::int64_t StripDecoder::slowest() const
{
    std::int64_t slowest = 0;
    for (const StripShape& shape : m_shapes)
        slowest = std::max(slowest, shape.time);
    return slowest;
}

double StripDecoder::cost() const
{
    return m_problem.weights.time * static_cast<double>(slowest()) + 0.5 * m_problem.weights.wire * m_wireHalves
        + m_problem.weights.adapter * m_adapters;
}

} // namespace waferscope
