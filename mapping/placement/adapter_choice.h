#pragma once

#include "mapping/placement/shape_table.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace waferscope {

/// Shapes for kernels in a row that suit each other: the least sum of what lengths cost and of the adapters between
/// neighbours, each counted for all streams that cross there. Exact for shapes that change once on a stream.
class AdapterChoice {
public:
    /// One kernel: its possible shapes, and what a PE of its length costs.
    struct Item {
        const std::vector<StripShape>* shapes = nullptr; ///< at least one
        int longest = 0; ///< others are left out, where one is not longer
        double lengthWeight = 0.0;
        double adapterCost = 0.0; ///< of an adapter between it and the item before
        double parityCost = 0.0; ///< of centre lines that are half a PE apart, of it and the item before
        bool isTarget = true; ///< streams run from the item before to this one, and not back

        friend bool operator==(const Item&, const Item&) = default;
    };

    [[nodiscard]] std::vector<Item>& items() { return m_items; }

    /// Index of each item's shape. Items that are as they were the last time, up to the first that is not, take none.
    [[nodiscard]] const std::vector<int>& choose();

    /// The shapes that items pointed to may be others now.
    void forget();

private:
    struct Row {
        std::vector<double> cost; ///< by shape
        std::vector<int> before; ///< the best shape of the item before
        std::vector<int> cheapestFirst; ///< shapes by growing cost
    };

    /// How the shapes of two neighbours meet, by shape of the later and of the earlier one: twice the adapters, plus
    /// one where their centre lines are half a PE apart.
    using Meetings = std::vector<std::uint8_t>;
    struct Pair {
        const std::vector<StripShape>* before = nullptr;
        const std::vector<StripShape>* shapes = nullptr;
        bool isTarget = true;

        friend bool operator==(const Pair&, const Pair&) = default;
    };
    struct PairHash {
        [[nodiscard]] std::size_t operator()(const Pair& pair) const;
    };

    void extend(std::size_t item);
    void extendFrom(std::size_t item);
    [[nodiscard]] const Meetings& meetingsOf(const Pair& pair);

    std::vector<Item> m_items;
    std::vector<Item> m_done; ///< that the rows are of
    std::vector<Row> m_rows;
    std::vector<int> m_chosen;
    std::unordered_map<Pair, Meetings, PairHash> m_meetings;
};

} // namespace waferscope
