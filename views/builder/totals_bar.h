#pragma once

#include "core/blocks/block_counts.h"
#include "core/blocks/network_spec.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace waferscope {

/// What a network of blocks comes to, and the one sentence about what is wrong with it.
class TotalsBar : public QWidget {
    Q_OBJECT
public:
    explicit TotalsBar(QWidget* parent = nullptr);

    void show(const NetworkSpec& spec, const SpecCounts& counts);

    [[nodiscard]] QString sentence() const { return m_text; } ///< as it is read

Q_SIGNALS:
    void blockWanted(std::size_t block); ///< the one in trouble

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    enum class Tone { Good, Bad, Muted };

    QLabel* addNumber(const QString& caption, const char* name, const QString& toolTip);
    void showNumbers(const std::optional<BlockCounts>& total);
    void say(Tone tone, const QString& glyph, const QString& text);
    void colour();

    QHBoxLayout* m_numbers;
    QLabel* m_parameters;
    QLabel* m_macs;
    QLabel* m_activations;
    QLabel* m_layers;
    QLabel* m_memory;
    QLabel* m_sentence;
    QPushButton* m_go;
    std::optional<std::size_t> m_block;
    Tone m_tone = Tone::Muted;
    QString m_text;
    QString m_glyph;
};

} // namespace waferscope
