#pragma once

#include "model/pipelined/kernel_cost.h"

#include <cstdint>
#include <vector>

namespace waferscope {

/// A place of an unrotated kernel's column: which group works there, for which convolution, with which share of the
/// output channels.
struct ColumnShare {
    std::size_t conv = 0;
    int group = 0; ///< 0 forward, 1 input gradient, 2 weight gradient
    bool fullShare = true; ///< the first columns have one output channel more where they do not divide evenly
};

/// What the PEs of one row do for one convolution.
struct RowShare {
    enum class Kind { Idle, Tile, Reduce };
    Kind kind = Kind::Idle;
    std::int64_t cycles[2] = {0, 0}; ///< of one sample and phase: with the lesser and the full share of outputs
    float traffic = 0.0F; ///< Tile: SRAM bytes a cycle, read and written, while it computes
    float passing[2] = {0.0F, 0.0F}; ///< Reduce: share of a phase in which partial sums pass

    friend bool operator==(const RowShare&, const RowShare&) = default;
};

/// How the work of a kernel falls on its PEs. Any PE's share depends on its column and on the class of its row alone,
/// so a picture of a kernel is a handful of different rows.
///
/// Shares (MODEL section 3): the first PEs get the ceil share of outputs, of input channels and of the tile's pixels; a
/// PE with less is done earlier, in proportion to the formula's cycles. Traffic (MODEL section 1): a multiply-add reads
/// two values and writes one; 24 B a cycle at the peak in fp16. Reduce rows: the values that a column makes pass, two a
/// wavelet, one wavelet a cycle.
class KernelShares {
public:
    KernelShares(const Kernel& kernel, const PlacedKernel& placed, const CostModel& cost);

    [[nodiscard]] int width() const { return static_cast<int>(m_columns.size()); } ///< unrotated, PEs
    [[nodiscard]] int height() const { return static_cast<int>(m_classOfRow.size()); }
    /// Of one sample and forward phase, of a PE with the most work: of these the others' cycles are a part.
    [[nodiscard]] std::int64_t cycles() const { return m_cycles; }
    [[nodiscard]] const std::vector<ColumnShare>& columns() const { return m_columns; }
    [[nodiscard]] std::size_t classes() const { return m_classes.size(); }
    /// By convolution.
    [[nodiscard]] const std::vector<RowShare>& rowOf(std::size_t rowClass) const { return m_classes[rowClass]; }
    [[nodiscard]] const std::vector<std::uint16_t>& classOfRow() const { return m_classOfRow; }
    [[nodiscard]] PeRole roleAt(std::size_t rowClass, int column) const;

private:
    std::int64_t m_cycles;
    std::vector<ColumnShare> m_columns;
    std::vector<std::uint16_t> m_classOfRow; ///< by unrotated row
    std::vector<std::vector<RowShare>> m_classes;
};

} // namespace waferscope
