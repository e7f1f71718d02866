#pragma once

#include "mapping/placement/placement_problem.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// A shape as it stands in a strip: thick across the strip, long along it.
struct StripShape {
    int length = 0; ///< PEs along the strip
    int thickness = 0; ///< PEs across it
    bool isTurned = false; ///< its height runs along the strip
    int option = 0; ///< in ShapeTable::options()
    int leastFirst = 1; ///< c of the first convolution: anything from this ..
    int leastLast = 1;
    int mostInputs = 1; ///< .. to this
    bool hasOneSplit = false; ///< one convolution: its first c is its last
    int tilesHigh = 1; ///< h
    int tilesWide = 1; ///< w
    std::int64_t time = 0; ///< ticks
};

/// How many of h, w and c differ from one end of a stream to the other, at best.
[[nodiscard]] inline int adaptersBetween(const StripShape& from, const StripShape& to)
{
    const bool meet = from.leastLast <= to.mostInputs && to.leastFirst <= from.mostInputs;
    return static_cast<int>(from.tilesHigh != to.tilesHigh) + static_cast<int>(from.tilesWide != to.tilesWide)
        + static_cast<int>(!meet);
}

/// All that strips ask about shapes of at most a target time: the least length at every thickness, as shape curves of
/// floorplans (Stockmeyer, Information and Control 57, 1983). Not shared between threads: it fills itself as asked.
class ShapeTable {
public:
    /// `mostChoices` of choices(): more are better and slower.
    ShapeTable(const PlacementProblem& problem, std::int64_t target, std::size_t mostChoices);

    static constexpr int kNone = 1 << 20; ///< a length or thickness that nothing has

    [[nodiscard]] std::int64_t target() const { return m_target; }
    [[nodiscard]] std::int64_t slowest() const { return m_slowest; } ///< ticks: the target could as well be this
    /// The least length of a class in a strip that is so thick; kNone when it has no shape there.
    [[nodiscard]] int leastLength(int kernelClass, int thickness) const
    {
        return m_leastLength[at(kernelClass, thickness)];
    }
    /// The least thickness that a shape of at most so long has.
    [[nodiscard]] int leastThickness(int kernelClass, int length) const
    {
        return m_leastThickness[at(kernelClass, length)];
    }
    /// The shape of leastLength(). There must be one.
    [[nodiscard]] StripShape shortest(int kernelClass, int thickness) const;
    /// The shortest shapes of every h, w and way round, by length.
    [[nodiscard]] const std::vector<StripShape>& choices(int kernelClass, int thickness);

    [[nodiscard]] const std::vector<ShapeOption>& options(int kernelClass) const
    {
        return m_options[static_cast<std::size_t>(kernelClass)];
    }
    /// PEs that all kernels need at least; kNoArea when one has no shape.
    [[nodiscard]] std::int64_t leastArea() const { return m_leastArea; }
    static constexpr std::int64_t kNoArea = std::int64_t{1} << 60;

private:
    [[nodiscard]] std::size_t at(int kernelClass, int size) const
    {
        return static_cast<std::size_t>(kernelClass) * m_stride + static_cast<std::size_t>(size);
    }
    void fill(int kernelClass);
    [[nodiscard]] std::vector<StripShape> choose(int kernelClass, int thickness) const;
    [[nodiscard]] StripShape standing(int kernelClass, int option) const;
    [[nodiscard]] StripShape upright(int kernelClass, int option, int thickness) const;
    [[nodiscard]] StripShape turned(int kernelClass, int option) const;

    const PlacementProblem& m_problem;
    std::int64_t m_target;
    std::int64_t m_slowest = 0; ///< of all options
    std::size_t m_mostChoices;
    int m_side; ///< the fabric's longer side
    std::size_t m_stride;
    std::vector<std::vector<ShapeOption>> m_options; ///< by class
    std::vector<int> m_leastLength; ///< by class and thickness
    std::vector<int> m_shortest; ///< by class and thickness: twice the option, plus one where it is turned
    std::vector<int> m_leastThickness; ///< by class and length
    std::vector<std::vector<StripShape>> m_choices; ///< by class and thickness; empty until asked
    std::int64_t m_leastArea = 0;
};

} // namespace waferscope
