#pragma once

#include "core/base/geometry.h"
#include "core/base/quantity.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace waferscope {

/// A number with one decimal: 23 of them are 2.3.
struct Tenths {
    std::int64_t count = 0;

    friend bool operator==(const Tenths&, const Tenths&) = default;
};

/// A number that counts something, not a letter or a truth.
template <typename Number>
concept WholeNumber = std::integral<Number> && !std::same_as<Number, bool> && !std::same_as<Number, char>;

/// A sentence, or a part of one, whose numbers are still numbers: plain() writes them for files and terminals, the
/// window writes them as the person's language does. Digits inside of words and names are never touched.
class Sentence {
public:
    using Part = std::variant<std::string, std::int64_t, Tenths, PeCoord>;

    Sentence() = default;
    /* implicit */ Sentence(std::string_view words) { add(words); }
    /* implicit */ Sentence(const std::string& words) { add(words); }
    /* implicit */ Sentence(const char* words) { add(words); }

    /// Of words, whole numbers and counts with a unit, tenths, places and other sentences, in order.
    template <typename... Pieces>
    [[nodiscard]] static Sentence of(const Pieces&... pieces)
    {
        Sentence sentence;
        (sentence.add(pieces), ...);
        return sentence;
    }

    void add(std::string_view words);
    void add(WholeNumber auto number) { m_parts.emplace_back(static_cast<std::int64_t>(number)); }
    template <typename Unit>
    void add(Quantity<Unit> count)
    {
        add(count.count());
    }
    void add(Tenths number) { m_parts.emplace_back(number); }
    void add(PeCoord place) { m_parts.emplace_back(place); }
    void add(const std::same_as<Sentence> auto& other) { append(other); } // no text becomes a sentence here

    /// No two neighbours are both words, and no words are empty.
    [[nodiscard]] const std::vector<Part>& parts() const { return m_parts; }

    friend bool operator==(const Sentence&, const Sentence&) = default;

private:
    void append(const Sentence& other);

    std::vector<Part> m_parts;
};

/// As files and terminals have it, the same everywhere: "conv1 at (3, 4) takes 49728770 cycles, 2.3 times as many."
[[nodiscard]] std::string plain(const Sentence& sentence);

} // namespace waferscope
