#pragma once

#include "mapping/placement/shape_table.h"

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
    void forget() { m_done.clear(); }

private:
    struct Row {
        std::vector<double> cost; ///< by shape
        std::vector<int> before; ///< the best shape of the item before
        std::vector<int> cheapestFirst; ///< shapes by growing cost
    };

    void extend(std::size_t item);
    [[nodiscard]] double leastBefore(std::size_t item, const StripShape& shape, int& before) const;

    std::vector<Item> m_items;
    std::vector<Item> m_done; ///< that the rows are of
    std::vector<Row> m_rows;
    std::vector<int> m_chosen;
};

} // namespace waferscope
