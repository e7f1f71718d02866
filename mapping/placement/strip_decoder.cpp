#include "mapping/placement/strip_decoder.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace waferscope {

namespace {

constexpr double kNoRoom = 1e3; ///< overflow for every kernel that is left when there is no room for a strip
constexpr int kMostOverflow = 64; ///< PEs by which the last strip may be too long
constexpr double kLeastLengthWeight = 0.05; ///< wires never want a kernel long for its own sake
constexpr double kLengthPrices[] = {0.0, 0.5, 2.0, 8.0, 32.0}; ///< of a PE of length on a strip that is too full

} // namespace

StripDecoder::StripDecoder(const PlacementProblem& problem, ShapeTable& table)
    : m_problem(problem)
    , m_table(&table)
    , m_shapes(problem.size())
    , m_boxes(problem.size())
    , m_runsSouth(problem.size(), 0)
    , m_place(problem.size(), 0)
{
    for (std::size_t kernel = 0; kernel < problem.size(); ++kernel)
        m_class.push_back(problem.shapes->classOf(kernel));
}

StripDecoder::Outcome StripDecoder::decode(const StripLayout& layout, double limit)
{
    for (std::size_t place = 0; place < layout.order.size(); ++place)
        m_place[layout.order[place]] = static_cast<int>(place);
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
    int first = 0;
    for (const Strip& strip : layout.strips) {
        LaidStrip laid;
        laid.runsSouth = waferscope::runsSouth(strip.side);
        laid.length = laid.runsSouth ? left.height : left.width;
        laid.along = laid.runsSouth ? left.origin.y : left.origin.x;
        laid.firstStack = m_stacks.size();
        cutStacks(layout, strip, first);
        laid.endStack = m_stacks.size();
        const int room = laid.runsSouth ? left.width : left.height;
        if (room < 1 || laid.length < 1 || !makeRoom(layout, strip, laid, room)) {
            m_overflow += kNoRoom * (static_cast<double>(layout.order.size()) - first);
            return false;
        }
        switch (strip.side) {
        case Side::West: laid.across = left.origin.x; break;
        case Side::East: laid.across = left.right() - laid.thickness; break;
        case Side::North: laid.across = left.origin.y; break;
        case Side::South: laid.across = left.bottom() - laid.thickness; break;
        }
        if (strip.side == Side::West)
            left.origin.x += laid.thickness;
        if (strip.side == Side::North)
            left.origin.y += laid.thickness;
        (laid.runsSouth ? left.width : left.height) -= laid.thickness;
        m_strips.push_back(laid);
        first += strip.kernels;
    }
    return true;
}

/// Thickness of a strip; the last one may be a little too long.
bool StripDecoder::makeRoom(const StripLayout& layout, const Strip& strip, LaidStrip& laid, int room)
{
    const bool isLast = &strip == &layout.strips.back();
    const int least = isLast ? room : leastThickness(layout, laid, room);
    if (least > room)
        return false;
    laid.thickness = isLast ? room : std::min(room, least + strip.extra);
    const int wanted = laid.length;
    laid.length += isLast ? kMostOverflow : 0;
    const int length = lengthAt(layout, laid, laid.thickness);
    if (length > laid.length) {
        m_overflow = std::min<double>(length, kNoRoom);
        return false;
    }
    m_overflow = std::max(0, length - wanted);
    laid.length = std::max(wanted, length);
    return true;
}

void StripDecoder::cutStacks(const StripLayout& layout, const Strip& strip, int first)
{
    for (int at = 0; at < strip.kernels;) {
        Stack stack{first + at, 1, 0};
        while (at + stack.kernels < strip.kernels && stack.kernels < kMostStacked
               && layout.isStacked[static_cast<std::size_t>(stack.first + stack.kernels)] != 0)
            ++stack.kernels;
        at += stack.kernels;
        m_stacks.push_back(stack);
    }
}

/// The least length at which the kernels' least thicknesses fit on each other.
int StripDecoder::stackLength(const StripLayout& layout, const Stack& stack, int thickness) const
{
    const std::size_t* const kernels = &layout.order[static_cast<std::size_t>(stack.first)];
    if (stack.kernels == 1)
        return m_table->leastLength(m_class[*kernels], thickness);
    const auto fits = [&](int length) {
        int sum = 0;
        for (int at = 0; at < stack.kernels; ++at)
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

/// Length that a strip's stacks need; may stop counting beyond what the strip has.
int StripDecoder::lengthAt(const StripLayout& layout, const LaidStrip& strip, int thickness)
{
    int sum = 0;
    for (std::size_t at = strip.firstStack; at < strip.endStack && sum <= strip.length; ++at) {
        m_stacks[at].length = stackLength(layout, m_stacks[at], thickness);
        sum += m_stacks[at].length;
    }
    return sum;
}

/// One more than `most` when the strip needs more.
int StripDecoder::leastThickness(const StripLayout& layout, const LaidStrip& strip, int most)
{
    int least = 1;
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

void StripDecoder::choosePlainShapes(const StripLayout& layout)
{
    for (const LaidStrip& strip : m_strips)
        for (std::size_t at = strip.firstStack; at < strip.endStack; ++at) {
            const Stack& stack = m_stacks[at];
            for (int i = 0; i < stack.kernels; ++i) {
                const std::size_t kernel = layout.order[static_cast<std::size_t>(stack.first + i)];
                const int share =
                    stack.kernels == 1 ? strip.thickness : m_table->leastThickness(m_class[kernel], stack.length);
                m_shapes[kernel] = m_table->shortest(m_class[kernel], share);
                m_runsSouth[kernel] = strip.runsSouth ? 1 : 0;
            }
        }
}

/// Shapes that suit their neighbours, at prices of length that rise until the strips hold them. Keeps the plain shapes
/// when they never do.
bool StripDecoder::chooseShapes(const StripLayout& layout)
{
    weighLengths(layout);
    const std::vector<StripShape> plain = m_shapes;
    std::vector<double> prices(m_strips.size(), 0.0);
    for (const double price : kLengthPrices) {
        const std::vector<int>& chosen = m_choice.choose();
        for (std::size_t place = 0; place < layout.order.size(); ++place)
            m_shapes[layout.order[place]] = (*m_choice.items()[place].shapes)[static_cast<std::size_t>(chosen[place])];
        if (fits(layout)) {
            measureStacks(layout);
            return true;
        }
        for (const LaidStrip& strip : m_strips)
            for (std::size_t at = strip.firstStack; at < strip.endStack; ++at)
                for (int i = 0; i < m_stacks[at].kernels; ++i)
                    m_choice.items()[static_cast<std::size_t>(m_stacks[at].first + i)].lengthWeight +=
                        m_problem.weights.wire * (price + 0.5);
    }
    m_shapes = plain;
    return false;
}

bool StripDecoder::fits(const StripLayout& layout) const
{
    return std::all_of(m_strips.begin(), m_strips.end(), [&](const LaidStrip& strip) {
        int sum = 0;
        for (std::size_t at = strip.firstStack; at < strip.endStack; ++at) {
            int longest = 0;
            for (int i = 0; i < m_stacks[at].kernels; ++i)
                longest =
                    std::max(longest, m_shapes[layout.order[static_cast<std::size_t>(m_stacks[at].first + i)]].length);
            sum += longest;
        }
        return sum <= strip.length;
    });
}

void StripDecoder::measureStacks(const StripLayout& layout)
{
    for (Stack& stack : m_stacks) {
        stack.length = 0;
        for (int i = 0; i < stack.kernels; ++i)
            stack.length =
                std::max(stack.length, m_shapes[layout.order[static_cast<std::size_t>(stack.first + i)]].length);
    }
}

void StripDecoder::place(const StripLayout& layout)
{
    for (std::size_t index = 0; index < m_strips.size(); ++index) {
        const LaidStrip& strip = m_strips[index];
        const bool isReversed = layout.strips[index].isReversed;
        int along = isReversed ? strip.along + strip.length : strip.along;
        for (std::size_t at = strip.firstStack; at < strip.endStack; ++at) {
            const Stack& stack = m_stacks[at];
            placeStack(layout, strip, stack, isReversed ? along - stack.length : along);
            along += isReversed ? -stack.length : stack.length;
        }
    }
}

/// A single kernel on the strip's centre line; a stack beginning at the side that is nearer to the kernel before it.
void StripDecoder::placeStack(const StripLayout& layout, const LaidStrip& strip, const Stack& stack, int along)
{
    int total = 0;
    for (int i = 0; i < stack.kernels; ++i)
        total += m_shapes[layout.order[static_cast<std::size_t>(stack.first + i)]].thickness;
    int across = strip.across + (strip.thickness - total) / 2;
    bool isFromEnd = false;
    if (stack.kernels > 1 && stack.first > 0) {
        const PeRect& last = m_boxes[layout.order[static_cast<std::size_t>(stack.first - 1)]];
        const int centre = strip.runsSouth ? last.origin.x + last.right() : last.origin.y + last.bottom();
        isFromEnd = std::abs(centre - 2 * across) > std::abs(centre - 2 * (across + total));
    }
    if (isFromEnd)
        across += total;
    for (int i = 0; i < stack.kernels; ++i) {
        const std::size_t kernel = layout.order[static_cast<std::size_t>(stack.first + i)];
        const StripShape& shape = m_shapes[kernel];
        if (isFromEnd)
            across -= shape.thickness;
        const int start = along + (stack.length - shape.length) / 2;
        m_boxes[kernel] = strip.runsSouth ? PeRect{{across, start}, shape.thickness, shape.length}
                                          : PeRect{{start, across}, shape.length, shape.thickness};
        if (!isFromEnd)
            across += shape.thickness;
    }
}

void StripDecoder::countStreams()
{
    m_wireHalves = 0;
    m_adapters = 0;
    for (const auto& [from, to] : m_problem.streams) {
        const PeRect& a = m_boxes[from];
        const PeRect& b = m_boxes[to];
        m_wireHalves += std::abs(a.origin.x + a.right() - b.origin.x - b.right())
            + std::abs(a.origin.y + a.bottom() - b.origin.y - b.bottom());
        m_adapters += adaptersBetween(m_shapes[from], m_shapes[to]);
    }
}

/// What a PE of length of each kernel costs in wires as the boxes lie now (the derivative: a kernel shifts all that
/// follow it on its strip), and which streams cross between neighbours. Fills the items of the choice.
void StripDecoder::weighLengths(const StripLayout& layout)
{
    const std::size_t count = layout.order.size();
    std::vector<AdapterChoice::Item>& items = m_choice.items();
    items.assign(count, {});
    m_lengthWeights.assign(count + 1, 0.0); // differences first
    std::vector<int> crossing(count + 1, 0);
    std::vector<int> stripStart(count, 0);
    std::vector<int> direction(count, 1);
    for (std::size_t index = 0; index < m_strips.size(); ++index) {
        const LaidStrip& strip = m_strips[index];
        for (std::size_t at = strip.firstStack; at < strip.endStack; ++at)
            for (int i = 0; i < m_stacks[at].kernels; ++i) {
                const auto place = static_cast<std::size_t>(m_stacks[at].first + i);
                const std::size_t kernel = layout.order[place];
                const bool isStack = m_stacks[at].kernels > 1;
                const int share =
                    isStack ? m_table->leastThickness(m_class[kernel], m_stacks[at].length) : strip.thickness;
                stripStart[place] = m_stacks[strip.firstStack].first;
                direction[place] = layout.strips[index].isReversed ? -1 : 1;
                items[place].shapes = &m_table->choices(m_class[kernel], share);
                items[place].longest = isStack ? m_stacks[at].length : strip.length;
                const bool isBehindSingle =
                    at > strip.firstStack && !isStack && m_stacks[at - 1].kernels == 1; // on one centre line
                items[place].parityCost = isBehindSingle ? 1.0 : 0.0;
            }
    }
    std::vector<double> own(count, 0.0);
    const auto pull = [&](std::size_t kernel, int sign) {
        const auto place = static_cast<std::size_t>(m_place[kernel]);
        const double weight = sign * direction[place];
        m_lengthWeights[static_cast<std::size_t>(stripStart[place])] += weight;
        m_lengthWeights[place] -= weight;
        own[place] += 0.5 * weight;
    };
    for (const auto& [from, to] : m_problem.streams) {
        const PeRect& a = m_boxes[from];
        const PeRect& b = m_boxes[to];
        const int alongX = a.origin.x + a.right() - b.origin.x - b.right();
        const int alongY = a.origin.y + a.bottom() - b.origin.y - b.bottom();
        for (const auto& [kernel, side] : {std::pair{from, 1}, {to, -1}}) {
            const int gap = m_runsSouth[kernel] != 0 ? alongY : alongX;
            pull(kernel, gap == 0 ? 0 : gap > 0 ? side : -side);
        }
        const auto [first, second] = std::minmax(m_place[from], m_place[to]);
        ++crossing[static_cast<std::size_t>(first) + 1];
        --crossing[static_cast<std::size_t>(second) + 1];
        if (m_place[from] == m_place[to] + 1)
            items[static_cast<std::size_t>(m_place[from])].isTarget = false;
    }
    double sum = 0.0;
    int streams = 0;
    for (std::size_t place = 0; place < count; ++place) {
        sum += m_lengthWeights[place];
        streams += crossing[place];
        items[place].lengthWeight = m_problem.weights.wire * std::max(kLeastLengthWeight, sum + own[place]);
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
    return m_problem.weights.time * static_cast<double>(slowest())
        + 0.5 * m_problem.weights.wire * static_cast<double>(m_wireHalves) + m_problem.weights.adapter * m_adapters;
}

} // namespace waferscope
