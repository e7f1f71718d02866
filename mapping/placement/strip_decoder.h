#pragma once

#include "core/base/geometry.h"
#include "mapping/placement/adapter_choice.h"
#include "mapping/placement/shape_table.h"
#include "mapping/placement/strip_gaps.h"
#include "mapping/placement/strip_layout.h"

#include <optional>

namespace waferscope {

/// Gives a strip layout sizes and places at one target time, and counts what its streams cost. Where obstacles reach
/// into a strip, what stands on it goes on behind them, and later stacks into what was left before them.
class StripDecoder {
public:
    StripDecoder(const PlacementProblem& problem, ShapeTable& table);

    /// Every shape from this table on.
    void use(ShapeTable& table)
    {
        m_table = &table;
        m_choice.forget();
    }

    /// What a layout comes to.
    enum class Outcome {
        Fits,
        Overflows, ///< all but the last strip fit, which is overflow() PEs too long; everything else holds
        IsHopeless, ///< overflow() says how far from fitting it is; nothing else holds
        CostsMore, ///< than the limit, before adapters were counted; nothing else holds
    };
    /// Adapters, which take long, are looked at only while the rest costs less than `limit`.
    Outcome decode(const StripLayout& layout, double limit);

    [[nodiscard]] double overflow() const { return m_overflow; } ///< about PEs
    [[nodiscard]] const std::vector<StripShape>& shapes() const { return m_shapes; } ///< by kernel
    [[nodiscard]] const std::vector<PeRect>& boxes() const { return m_boxes; } ///< by kernel
    [[nodiscard]] const std::vector<std::uint8_t>& runsSouth() const { return m_runsSouth; } ///< by kernel: its strip
    [[nodiscard]] int lengthPrice(std::size_t strip) const { return m_strips[strip].lengthPrice; } ///< level it rose to
    [[nodiscard]] double wireHalves() const { return m_wireHalves; } ///< half PEs, by the streams' weights
    [[nodiscard]] double adapters() const { return m_adapters; }
    [[nodiscard]] std::int64_t slowest() const; ///< ticks
    [[nodiscard]] double cost() const; ///< by the problem's weights

private:
    /// Kernels that stand on each other, across the strip.
    struct Stack {
        std::size_t first = 0; ///< place in the order
        std::size_t kernels = 1;

        [[nodiscard]] std::size_t end() const { return first + kernels; } ///< behind its last place
        int length = 0;
    };
    struct LaidStrip {
        StripBed bed;
        bool runsSouth = false;
        int length = 0; ///< of the side it lies along
        int thickness = 0;
        int across = 0; ///< where it begins, across
        int along = 0; ///< and along
        std::size_t firstStack = 0;
        std::size_t endStack = 0;
        int lengthPrice = 0; ///< level
    };

    [[nodiscard]] bool cutStrips(const StripLayout& layout);
    [[nodiscard]] bool makeRoom(const StripLayout& layout, const Strip& strip, LaidStrip& laid);
    void cutStacks(const StripLayout& layout, const Strip& strip, std::size_t first);
    [[nodiscard]] int stackLength(const StripLayout& layout, const Stack& stack, int thickness) const;
    [[nodiscard]] int lengthAt(const StripLayout& layout, const LaidStrip& strip, int thickness);
    void enterGaps(const LaidStrip& strip, int thickness);
    [[nodiscard]] int begin(int end, int length);
    [[nodiscard]] int leastThickness(const StripLayout& layout, const LaidStrip& strip);
    [[nodiscard]] int leastBetween(const StripLayout& layout, const LaidStrip& strip, int least, int most);
    [[nodiscard]] int lastThickness(const StripLayout& layout, const LaidStrip& strip);
    void choosePlainShapes(const StripLayout& layout);
    [[nodiscard]] bool chooseShapes(const StripLayout& layout);
    [[nodiscard]] int lengthOf(const StripLayout& layout, const LaidStrip& strip);
    void addPrice(const LaidStrip& strip, double price);
    [[nodiscard]] int longestOf(const StripLayout& layout, const Stack& stack) const;
    void measureStacks(const StripLayout& layout);
    void place(const StripLayout& layout);
    void placeStack(const StripLayout& layout, const LaidStrip& strip, const Stack& stack, int along);
    void countStreams();
    [[nodiscard]] int shareOf(const LaidStrip& strip, const Stack& stack, std::size_t kernel) const;
    void listChoices(const StripLayout& layout);
    void weighLengths(const StripLayout& layout);
    void weighCrossings(const StripLayout& layout);

    const PlacementProblem& m_problem;
    ShapeTable* m_table;
    std::vector<int> m_class; ///< by kernel
    std::vector<Stack> m_stacks;
    std::vector<LaidStrip> m_strips;
    std::vector<StripShape> m_shapes;
    std::vector<PeRect> m_boxes;
    std::vector<std::uint8_t> m_runsSouth;
    std::vector<std::size_t> m_place; ///< in the order, by kernel
    std::vector<std::size_t> m_stripOf; ///< by place
    StripGaps m_gaps;
    AdapterChoice m_choice;
    double m_overflow = 0.0;
    double m_wireHalves = 0.0;
    double m_adapters = 0.0;
};

} // namespace waferscope
