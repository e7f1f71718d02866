#include "core/base/pe_set.h"

#include <algorithm>
#include <bit>

namespace waferscope {

PeSet::PeSet(int columns, int rows)
    : m_columns(columns)
    , m_rows(rows)
    , m_wordsPerRow(static_cast<std::size_t>((columns + kBits - 1) / kBits))
    , m_words(m_wordsPerRow * static_cast<std::size_t>(rows))
{
}

void PeSet::add(const PeRect& rect)
{
    const int left = std::max(0, rect.origin.x);
    const int right = std::min(m_columns, rect.right());
    const int top = std::max(0, rect.origin.y);
    const int bottom = std::min(m_rows, rect.bottom());
    for (int x = left; x < right;) { // a word's columns at a time
        const int end = std::min(right, (x / kBits + 1) * kBits);
        const std::uint64_t bits = (~std::uint64_t{0} >> (kBits - (end - x))) << (x % kBits);
        auto word = m_wordsPerRow * static_cast<std::size_t>(top) + static_cast<std::size_t>(x / kBits);
        for (int y = top; y < bottom; ++y, word += m_wordsPerRow)
            m_words[word] |= bits;
        x = end;
    }
}

std::int64_t PeSet::count() const
{
    std::int64_t count = 0;
    for (const std::uint64_t word : m_words)
        count += std::popcount(word);
    return count;
}

std::int64_t pesOutside(const PeRect& rect, const std::vector<PeRect>& others)
{
    PeSet covered(rect.width, rect.height);
    for (PeRect other : others) {
        other.origin.x -= rect.origin.x;
        other.origin.y -= rect.origin.y;
        covered.add(other);
    }
    return rect.peCount() - covered.count();
}

} // namespace waferscope
