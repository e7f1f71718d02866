#pragma once

#include "core/base/geometry.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// A set of PEs of a fabric, one bit each.
class PeSet {
public:
    PeSet(int columns, int rows);

    /// Adds the PEs of a rectangle that lie on the fabric.
    void add(const PeRect& rect);
    [[nodiscard]] std::int64_t count() const;

private:
    static constexpr int kBits = 64;

    int m_columns;
    int m_rows;
    std::size_t m_wordsPerRow;
    std::vector<std::uint64_t> m_words; ///< row by row
};

/// How many PEs of a rectangle lie on none of the others, which may overlap and reach outside it.
[[nodiscard]] std::int64_t pesOutside(const PeRect& rect, const std::vector<PeRect>& others);

} // namespace waferscope
