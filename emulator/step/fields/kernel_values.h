#pragma once

#include "core/layout/evaluation.h"
#include "core/run/field.h"
#include "emulator/step/fields/kernel_shares.h"
#include "emulator/step/fields/log_index.h"

#include <vector>

namespace waferscope {

/// What the PEs of one pipelined kernel show at a time: for every class of rows one unrotated row of values.
///
/// Busy: a group's work passes its columns as a wavefront, one hop after the other: forward from the first column on,
/// gradients from the last column back. So a PE does at time t what its group does at t - its delay. The loss works on
/// both gradient groups, the update on the last. Reduce rows are busy for the share of a phase in which sums pass.
/// SRAM used: weights, gradients and optimizer always; stash and stream buffers by the samples that they hold.
/// SRAM traffic: bytes a cycle while busy. Stall: the cause of the kernel's wait, 0 when it works or is idle.
class KernelValues {
public:
    KernelValues(const Layout& layout, const Evaluation& evaluation, KernelId id, const CostModel& cost);

    [[nodiscard]] const KernelShares& shares() const { return m_shares; }

    /// classes x width values of one of a PE's own fields (not of its links).
    [[nodiscard]] std::vector<float> at(std::int64_t time, FieldKind kind, const LogIndex& log) const;

    /// Samples whose inputs are kept for the gradients.
    [[nodiscard]] std::int64_t stashed(std::int64_t time, const LogIndex& log) const;
    /// Samples in stream buffers: activations that came in, gradients that came back.
    [[nodiscard]] std::int64_t buffered(std::int64_t time, const LogIndex& log) const;
    /// Bytes of a PE of a role at a time: all that is used.
    [[nodiscard]] double sramOf(PeRole role, std::int64_t time, const LogIndex& log) const;

private:
    /// Columns of one convolution, group and share.
    struct ColumnRun {
        ColumnShare share;
        int first = 0;
        int count = 0;
    };
    /// Where samples of one edge wait for this kernel.
    struct Buffer {
        std::size_t edge = 0;
        StreamDirection direction = StreamDirection::Forward;
        std::int64_t distance = 0; ///< cycles of the first wavelet
    };
    /// One piece of work of a group, in the group's own time.
    struct Work {
        Interval interval;
        bool shared = true; ///< by the PEs' shares; loss and update take all PEs alike
        bool passesSums = false;
    };

    void fillWork(std::vector<float>& values, std::int64_t time, FieldKind kind, const LogIndex& log) const;
    void fillRow(float* row, const ColumnRun& run, const RowShare& share, const std::vector<Work>& works,
                 std::int64_t time, FieldKind kind) const;
    [[nodiscard]] std::vector<Work> worksOf(int group, std::int64_t time, const LogIndex& log) const;
    /// How full the stash and the buffers are, 0 .. 1.
    struct Held {
        double stash = 0.0;
        double buffers = 0.0;
    };
    [[nodiscard]] Held heldAt(std::int64_t time, const LogIndex& log) const;
    /// Bytes of one kind, or of all, of a PE of a role.
    [[nodiscard]] double sramOf(PeRole role, FieldKind kind, const Held& held) const;
    /// One value for every PE of a role.
    template <typename Value>
    void fillByRole(std::vector<float>& values, const Value& valueOf) const;

    std::size_t m_id;
    KernelShares m_shares;
    std::vector<ColumnRun> m_runs;
    std::vector<Buffer> m_buffers;
    std::int64_t m_hop; ///< cycles
    std::int64_t m_stashSamples; ///< at most
    std::int64_t m_bufferSamples = 0; ///< at most
    PeMemory m_memory[static_cast<std::size_t>(PeRole::Stream) + 1]; ///< when all is full
};

} // namespace waferscope
