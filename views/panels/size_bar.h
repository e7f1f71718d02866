#pragma once

#include "core/network/network.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QSpinBox;

namespace waferscope {

/// The sizes that a network leaves open, but for the number of samples, which the toolbar has: sequence length, height
/// of a picture ... Empty and hidden when there are none.
class SizeBar : public QWidget {
    Q_OBJECT
public:
    explicit SizeBar(QWidget* parent = nullptr);

    /// Shows the sizes in force; asks for none.
    void setNetwork(const Network* network);
    [[nodiscard]] bool hasSizes() const { return !m_fields.empty(); }

Q_SIGNALS:
    void sizeWanted(const QString& name, qlonglong value); ///< another than the one in force
    void closeWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct SizeField {
        QString name;
        QWidget* label;
        QSpinBox* box;
        std::int64_t inForce;
    };

    void addField(const Symbol& symbol);
    void read(const QString& name);

    QHBoxLayout* m_row;
    std::vector<SizeField> m_fields;
};

} // namespace waferscope
